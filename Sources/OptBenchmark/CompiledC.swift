import Foundation
import OptRuntime

/// A kernel that a C compiler of this machine has made of its printed form.
///
/// The library stays loaded as long as the process: it is for measurements.
struct CompiledC: Sendable {
  private typealias Function =
    @convention(c) (UnsafeRawPointer, UnsafeRawPointer, UnsafeRawPointer, Int) -> Void

  private let function: UInt

  /// Why there is no compiled kernel.
  enum Failure: Error, CustomStringConvertible {
    /// The compiler's output.
    case compiler(String)
    /// The dynamic linker's message.
    case linker(String)

    var description: String {
      switch self {
      case .compiler(let output): "clang could not compile the yardstick: \(output)"
      case .linker(let message): "the yardstick could not be loaded: \(message)"
      }
    }
  }

  /// The options of the yardstick: as fast as C may be without changing a result.
  static let options = [
    "-O3", "-march=native", "-fno-math-errno", "-ffp-contract=off", "-shared", "-fPIC", "-w",
  ]

  /// Compiles a kernel with `clang`, in a directory of its own that is removed again.
  init(_ kernel: MicroKernel, inPlace: [Int: Int], clang: URL) throws {
    let directory = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    let source = directory.appending(path: "kernel.c")
    let library = directory.appending(path: "kernel.so")
    try CSource.text(of: kernel, inPlace: inPlace).write(
      to: source,
      atomically: true,
      encoding: .utf8
    )
    try CompiledC.compile(source, into: library, clang)
    guard let handle = dlopen(library.path(), RTLD_NOW | RTLD_LOCAL),
      let symbol = dlsym(handle, "kernel")
    else { throw Failure.linker(dlerror().map { String(cString: $0) } ?? "") }
    function = UInt(bitPattern: symbol)
  }

  private static func compile(_ source: URL, into library: URL, _ clang: URL) throws {
    let process = Process()
    process.executableURL = clang
    process.arguments = options + ["-o", library.path(), source.path()]
    let pipe = Pipe()
    process.standardError = pipe
    try process.run()
    let messages = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw Failure.compiler(String(decoding: messages, as: UTF8.self))
    }
  }

  /// The compiler in the directories of `PATH`, nil if there is none.
  static func clang() -> URL? {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    return path.split(separator: ":")
      .map { URL(filePath: String($0)).appending(path: "clang") }
      .first { FileManager.default.isExecutableFile(atPath: $0.path()) }
  }

  /// Runs the kernel.
  func run(_ arguments: KernelArguments) {
    unsafeBitCast(function, to: Function.self)(
      arguments.inputs,
      arguments.outputs,
      arguments.uniforms,
      arguments.count
    )
  }
}
