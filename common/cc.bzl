"""Our C++ rules: warnings are errors in code of this project, and only there."""

COPTS = [
    "-Wall",
    "-Wextra",
    "-Werror",
    "-Wno-missing-field-initializers",
    "-Wno-sign-compare",
]

def tw_cc_library(name, copts = [], **kwargs):
    native.cc_library(name = name, copts = COPTS + copts, **kwargs)

def tw_cc_binary(name, copts = [], **kwargs):
    native.cc_binary(name = name, copts = COPTS + copts, **kwargs)

def tw_cc_test(name, copts = [], deps = [], size = "small", **kwargs):
    native.cc_test(
        name = name,
        size = size,
        # Our own libraries go in statically, so that the linker sees every use of Debian's.
        linkstatic = True,
        copts = COPTS + copts,
        deps = deps + ["@system//:gtest_main"],
        **kwargs
    )
