/* tongue - what kind of language a file is written in, by the end of its name. Pure.
 *
 * Not which language: only what is needed to see from the shape of lines where a function is.
 */
#pragma once

enum tongue {
    TONGUE_UNKNOWN, /* everything is tried */
    TONGUE_TYPED,   /* braces and semicolons, functions begin with a type: C, C++, Java, C# */
    TONGUE_BRACES,  /* braces, functions begin with a word: Go, Rust, JavaScript, Kotlin, Swift */
    TONGUE_SHELL,   /* braces, # comments, documents in the text */
    TONGUE_INDENT,  /* indentation: Python */
    TONGUE_END,     /* "end": Ruby, Lua, Elixir */
    TONGUE_PROSE,   /* no functions: text, data, markup */
};

enum tongue tongue_of(const char *path);
