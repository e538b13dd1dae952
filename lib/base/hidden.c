/* hidden - characters that nobody sees. */
#include "base/hidden.h"

#include "base/mem.h"

static const struct {
    uint32_t from, to;
} hidden[] = {
    { 0x00, 0x1F },     { 0x7F, 0x9F },       { 0xAD, 0xAD },       { 0x034F, 0x034F },
    { 0x061C, 0x061C }, { 0x115F, 0x1160 },   { 0x17B4, 0x17B5 },   { 0x180B, 0x180F },
    { 0x200B, 0x200F }, { 0x2028, 0x202E },   { 0x2060, 0x206F },   { 0x3164, 0x3164 },
    { 0xFDD0, 0xFDEF }, { 0xFE00, 0xFE0F },   { 0xFEFF, 0xFEFF },   { 0xFFA0, 0xFFA0 },
    { 0xFFF0, 0xFFFB }, { 0x1BCA0, 0x1BCA3 }, { 0x1D173, 0x1D17A }, { 0xE0000, 0xE0FFF },
};

bool hidden_is(uint32_t code_point)
{
    for (size_t i = 0; i < ARRAY_COUNT(hidden); i++)
        if (code_point >= hidden[i].from && code_point <= hidden[i].to)
            return true;
    return (code_point & 0xFFFE) == 0xFFFE; /* the two noncharacters of each plane */
}
