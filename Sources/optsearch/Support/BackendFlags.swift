import ArgumentParser
import OptRuntime

/// The flags that say what executes rules and models.
struct BackendFlags: ParsableArguments {
  @Option(help: "What executes rules and models: reference, portable or native.")
  var backend: Backend = .best

  @Option(help: "Machine code for avx2 or avx512 (default: the widest one of this processor).")
  var isa: InstructionSet?

  func validate() throws { try isa?.require(for: backend) }
}
