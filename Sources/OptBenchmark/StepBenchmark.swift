package import OptProgram
package import OptRuntime

/// Measures steps of a rule against the loop that a C compiler makes of it, and against the memory.
package final class StepBenchmark {
  /// Whether this machine has the C compiler that makes the yardstick.
  package var hasCompiler: Bool { compiler != nil }

  private let program: Program
  private let compiler = YardstickCompiler()
  private var preparation: [StepEngine: Double] = [:]

  /// Measures of a verified program.
  package init(_ program: Program) { self.program = program }

  /// The tensor of so many elements: a matrix as square as it can be, a vector for prime numbers.
  package static func tensor(count: Int) -> TensorShape {
    let root = Int(Double(count).squareRoot())
    guard let rows = stride(from: root, to: 1, by: -1).first(where: { count % $0 == 0 }) else {
      return TensorShape([count])
    }
    return TensorShape([rows, count / rows])
  }

  /// Times steps on tensors of one size, all engines in turns.
  ///
  /// `rounds` is the number of measurements of each, of which the median counts; nil for as many as
  /// fit into a few seconds.
  ///
  /// - Throws: `OptimizerError`, `MissingMachineCode`, or `CompiledC.Failure`.
  package func measure(
    count: Int,
    engines: [StepEngine],
    rounds: Int?
  ) throws -> [StepMeasurement] {
    let profile = try StepProfile(of: program, tensor: StepBenchmark.tensor(count: count))
    let memory = StepMemory(count: count)
    let optimizers = try engines.map { try optimizer($0, count: count) }
    let threads = Set(engines.map(\.threads)).sorted()
    let bounds = try LoopBounds(profile, count: count, threads: threads, compiler)
    let times = InterleavedTimer(rounds: rounds).measure(optimizers.map(memory.work) + bounds.works)
    if let reason = optimizers.lazy.compactMap(\.fallbackReason).first {
      throw MissingMachineCode(reason: reason)
    }
    let limits = bounds.limits(Array(times[engines.count...]))
    let movedBytes = profile.movedBytes
    return try zip(engines, times).map { engine, time in
      StepMeasurement(
        engine: engine,
        size: count,
        seconds: time.median,
        movedBytes: movedBytes,
        roofSeconds: limits.roof[engine.threads],
        yardstickSeconds: limits.yardstick[engine.threads],
        preparationSeconds: try preparationSeconds(engine)
      )
    }
  }

  /// Bytes of memory that `measure` takes.
  package func requiredBytes(count: Int, engines: [StepEngine]) throws -> Int {
    let profile = try StepProfile(of: program, tensor: StepBenchmark.tensor(count: count))
    let arrays = profile.arrays.reduce(0) { $0 + $1.byteCount }
    // Weights and gradients, states of each engine, and the arrays of roof and yardstick.
    return 2 * count * MemoryLayout<Float>.size + (engines.count + 2) * arrays
  }

  /// The seconds of a step that a measurement of another size lets expect.
  package func expectedSeconds(count: Int, after other: StepMeasurement) throws -> Double {
    let growth = Double(count) / Double(other.size)
    let profile = try StepProfile(of: program, tensor: StepBenchmark.tensor(count: count))
    // A product of square matrices takes n to the power of 3/2 operations for n elements.
    return other.seconds * growth * (profile.callsMatrixFunctions ? growth.squareRoot() : 1)
  }

  private func optimizer(_ engine: StepEngine, count: Int) throws -> Optimizer {
    try Optimizer(
      program,
      tensors: [StepBenchmark.tensor(count: count)],
      configuration: engine.configuration
    )
  }

  private static let preparations = 51

  private func preparationSeconds(_ engine: StepEngine) throws(OptimizerError) -> Double {
    var key = engine
    key.threads = 1
    if let known = preparation[key] { return known }
    let time = try PreparationTimer(program, engine).measure(rounds: StepBenchmark.preparations)
    preparation[key] = time.median
    return time.median
  }
}

extension StepProfile {
  /// Bytes of the arrays that a step has to read, and of those that it has to write.
  fileprivate var movedBytes: Int {
    arrays.reduce(0) { bytes, array in
      bytes + (array.isRead ? array.byteCount : 0) + (array.isWritten ? array.byteCount : 0)
    }
  }
}
