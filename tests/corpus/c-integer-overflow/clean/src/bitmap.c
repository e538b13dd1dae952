/* Bitmaps of eight bits a pixel, as they come from a file. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define SIDE_MAX 16384

struct bitmap {
    uint32_t width, height;
    uint8_t *pixels;
};

static uint32_t read_u32(const uint8_t *bytes)
{
    return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 |
           (uint32_t)bytes[3] << 24;
}

/* 8 bytes of head, then rows. 0, or -1 when it is cut off or there is no memory. */
int bitmap_read(struct bitmap *bitmap, const uint8_t *bytes, size_t size)
{
    size_t need;

    if (size < 8)
        return -1;
    bitmap->width = read_u32(bytes);
    bitmap->height = read_u32(bytes + 4);
    need = (size_t)bitmap->width * bitmap->height;
    if (need != size - 8)
        return -1;
    bitmap->pixels = malloc(need ? need : 1);
    if (!bitmap->pixels)
        return -1;
    memcpy(bitmap->pixels, bytes + 8, need);
    return 0;
}

/* Each pixel becomes a square of `factor` pixels. */
int bitmap_enlarge(struct bitmap *bitmap, uint32_t factor)
{
    uint32_t width = bitmap->width * factor, height = bitmap->height * factor;
    uint8_t *pixels;

    if (factor == 0 || bitmap->width > SIDE_MAX / factor || bitmap->height > SIDE_MAX / factor)
        return -1;
    pixels = malloc((size_t)width * height + 1);
    if (!pixels)
        return -1;
    for (uint32_t y = 0; y < height; y++)
        for (uint32_t x = 0; x < width; x++)
            pixels[(size_t)y * width + x] =
                bitmap->pixels[(size_t)(y / factor) * bitmap->width + x / factor];
    free(bitmap->pixels);
    *bitmap = (struct bitmap){ width, height, pixels };
    return 0;
}
