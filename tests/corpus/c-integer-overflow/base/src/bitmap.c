/* Bitmaps of eight bits a pixel, as they come from a file. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

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
