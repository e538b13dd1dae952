#include "tests/cases/torture.h"
void torture(struct loop *loop, const char *program, const char *name, unsigned *passed,
             unsigned *failed)
{
    (void)loop;
    (void)program;
    (void)name;
    (void)passed;
    (void)failed;
}
