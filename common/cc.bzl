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
    native.cc_binary(
        name = name,
        copts = COPTS + copts,
        malloc = select({
            "//common:sanitized": "@bazel_tools//tools/cpp:malloc",
            "//conditions:default": "@system//:tcmalloc",
        }),
        **kwargs
    )

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

def tw_cc_fuzz(name, srcs, corpus, deps):
    """A fuzz target: LLVMFuzzerTestOneInput in srcs, with a folder of inputs.

    Makes NAME_replay_test, which runs every corpus file, its truncations and byte changes in the ordinary
    tests, and NAME, a libFuzzer program that ops/fuzz builds and runs.

    Args:
      name: of the libFuzzer program; ends in _fuzz.
      srcs: the file with the entry function.
      corpus: the corpus's folder in this package.
      deps: what srcs need.
    """
    native.cc_test(
        name = name + "_replay_test",
        size = "small",
        srcs = srcs + ["//common:fuzz_replay.cc"],
        args = [native.package_name() + "/" + corpus],
        copts = COPTS,
        data = native.glob([corpus + "/*"]),
        linkstatic = True,
        tags = ["asan"],
        deps = deps,
    )
    native.cc_binary(
        name = name,
        testonly = True,
        srcs = srcs,
        copts = COPTS,
        linkopts = ["-fsanitize=fuzzer"],
        tags = [
            "fuzz",
            "manual",
        ],
        deps = deps,
    )
