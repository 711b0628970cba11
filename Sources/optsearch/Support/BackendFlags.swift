import ArgumentParser
import OptRuntime

/// The flags that say what executes rules and models.
struct BackendFlags: ParsableArguments {
  @Option(
    name: .customLong("backend"),
    help: "What executes rules and models (default \(Backend.best.rawValue))."
  )
  var givenBackend: Backend?

  /// The back end of the flag, the best one without it.
  var backend: Backend { givenBackend ?? .best }

  @Option(help: "Machine code for avx2 or avx512 (default: the widest one of this processor).")
  var isa: InstructionSet?

  func validate() throws { try isa?.require(for: backend) }
}
