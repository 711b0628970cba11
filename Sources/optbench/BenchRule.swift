import OptDiagnostics
import OptLanguage
import OptProgram
import OptRuntime

/// A shipped rule whose step is one traversal, for measurements.
struct BenchRule {
  let program: Program
  let kernel: MicroKernel
  let inPlace: [Int: Int]

  /// A shipped rule, nil if there is none of the name or its step is no single traversal in place.
  init?(_ name: String) throws {
    guard let text = ShippedRules.source(named: name),
      let rule = Compiler.compile(SourceFile(path: "\(name).opt", text: text)).rules.first
    else { return nil }
    let passes = try StepKernel.all(of: rule.program, tensor: TensorShape([4_096]))
    guard passes.count == 1, passes[0].kernel.reductions.isEmpty,
      passes[0].inPlace.count == passes[0].kernel.stores.count
    else { return nil }
    program = rule.program
    kernel = passes[0].kernel
    inPlace = passes[0].inPlace
  }

  /// Streams that are read or written.
  var streams: Int { kernel.inputCount }

  /// Floats that a step moves for each element.
  var movedFloats: Int { kernel.inputCount + kernel.stores.count }

  /// The roof: the same streams and one addition for each that is written.
  var roof: MicroKernel {
    var builder = KernelBuilder()
    let loads = (0..<kernel.inputCount).map { builder.load($0) }
    let read = loads.indices.first { !inPlace.values.contains($0) } ?? 0
    for output in kernel.stores.indices {
      let sum = builder.add(loads[inPlace[output] ?? 0], loads[read])
      _ = builder.store(sum)
    }
    return builder.finish()
  }
}
