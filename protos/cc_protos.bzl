"""Generates C++ from the protos with Debian's protoc and gRPC plugin."""

def cc_protos(name, srcs, services = [], deps = [], **kwargs):
    """A library with the generated code of srcs (and gRPC stubs for those in services).

    Args:
      name: the library's name.
      srcs: .proto files of this package, named relative to it.
      services: those of srcs that define services.
      deps: other cc_protos libraries whose files srcs import.
      **kwargs: handed on to cc_library.
    """
    stems = [s[:-len(".proto")] for s in srcs]
    service_stems = [s[:-len(".proto")] for s in services]
    outs = [s + e for s in stems for e in (".pb.h", ".pb.cc")]
    grpc_outs = [s + e for s in service_stems for e in (".grpc.pb.h", ".grpc.pb.cc")]
    native.genrule(
        name = name + "_gen",
        srcs = srcs + [":all_protos"],
        outs = outs + grpc_outs,
        cmd = ("$(location @system//:bin/protoc) -Iprotos --cpp_out=$(RULEDIR) " +
               " ".join(["protos/" + s for s in srcs]) +
               ("" if not services else (
                   " && $(location @system//:bin/protoc) -Iprotos" +
                   " --plugin=protoc-gen-grpc=$(location @system//:bin/grpc_cpp_plugin)" +
                   " --grpc_out=$(RULEDIR) " + " ".join(["protos/" + s for s in services])
               ))),
        tools = ["@system//:bin/protoc", "@system//:bin/grpc_cpp_plugin"],
    )
    native.cc_library(
        name = name,
        srcs = [o for o in outs + grpc_outs if o.endswith(".cc")],
        hdrs = [o for o in outs + grpc_outs if o.endswith(".h")],
        copts = ["-w"],
        includes = ["."],
        deps = deps + ["@system//:protobuf"] + (["@system//:grpc++"] if services else []),
        **kwargs
    )
