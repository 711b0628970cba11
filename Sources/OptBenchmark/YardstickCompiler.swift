import Foundation
import OptRuntime

/// The C compiler of this machine, which is asked once for each kernel.
final class YardstickCompiler {
  private let clang: URL
  private var compiled: [MicroKernel: CompiledC] = [:]

  /// Nil where there is no `clang`.
  init?() {
    guard let clang = CompiledC.clang() else { return nil }
    self.clang = clang
  }

  /// A loop as the compiler makes it.
  func compile(_ loop: FusedLoop) throws -> CompiledC {
    if let known = compiled[loop.kernel] { return known }
    let new = try CompiledC(loop.kernel, inPlace: loop.inPlace, clang: clang)
    compiled[loop.kernel] = new
    return new
  }
}
