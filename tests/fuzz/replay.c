/* replay - runs a fuzz target on its seeds, each in a process of its own.
 *
 *     replay FOLDER
 *
 * An input that ends the process in any way but exit status 0 is one failure, and is named.
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define SEED_MAX  65536
#define PATH_SIZE 4096

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* In memory of exactly its size, so that a sanitizer sees a byte read behind it. */
static int run(const char *path)
{
    static uint8_t bytes[SEED_MAX];
    FILE *file = fopen(path, "rb");
    size_t size = file ? fread(bytes, 1, sizeof(bytes), file) : 0;

    if (!file || size == sizeof(bytes))
        return EXIT_FAILURE;
    fclose(file);

    uint8_t *input = malloc(size);

    if (size > 0)
        memcpy(input, bytes, size);
    LLVMFuzzerTestOneInput(input, size);
    free(input);
    return EXIT_SUCCESS;
}

static int replay(const char *path)
{
    int status = -1;
    pid_t child = fork();

    if (child == 0)
        exit(run(path));
    if (child > 0 && waitpid(child, &status, 0) == child && status == 0)
        return 0;
    printf("FAILED %s (wait status %d)\n", path, status);
    return -1;
}

static int is_seed(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

int main(int argc, char **argv)
{
    struct dirent **names;
    int count = argc == 2 ? scandir(argv[1], &names, is_seed, alphasort) : -1;
    int failed = count > 0 ? 0 : 1;

    setvbuf(stdout, NULL, _IONBF, 0);
    for (int i = 0; i < count; i++) {
        char path[PATH_SIZE];

        snprintf(path, sizeof(path), "%s/%s", argv[1], names[i]->d_name);
        if (replay(path) < 0)
            failed++;
        free(names[i]);
    }
    if (count >= 0)
        free(names);
    if (count <= 0)
        printf("replay: %s has no seeds\n", argc == 2 ? argv[1] : "(no folder)");
    printf("%d passed, %d failed, 0 skipped\n", count > 0 ? count - failed : 0, failed);
    return failed > 0;
}
