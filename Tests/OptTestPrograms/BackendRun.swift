package import OptProgram
package import OptRuntime

/// A few steps of a program on random tensors, by any back end.
package struct BackendRun {
  /// Everything that must agree to the bit, NaN counting as one number.
  package struct Results: Hashable {
    var weights: [[[UInt32]]] = []
    var evaluations: [[[UInt32]]] = []
    package var outcomes: [StepOutcome] = []
    var states: [UInt64] = []
  }

  package var shapes: [TensorShape]
  package var seed: UInt64
  package var steps = 3
  /// Whether weights and gradients hold zeros of both signs, denormals, infinities, NaN and huge numbers.
  package var hasSpecialValues = false

  /// Steps on tensors of the given shapes; the seed decides all numbers.
  package init(shapes: [TensorShape], seed: UInt64, hasSpecialValues: Bool = false) {
    self.shapes = shapes
    self.seed = seed
    self.hasSpecialValues = hasSpecialValues
  }

  private static let specialValues: [Float] = [
    0, -0.0, Float(bitPattern: 71_362), Float(bitPattern: 0x8000_0001), .infinity, -.infinity, .nan,
    3e38, -3e38, 1, -1, 16_777_216,
  ]

  /// What comes of a program.
  package func run(
    _ program: Program,
    _ backend: Backend,
    isa: InstructionSet? = InstructionSet.best,
    threads: Int = 1
  ) throws -> Results {
    let configuration = Optimizer.Configuration(
      backend: backend,
      isa: isa,
      totalSteps: steps,
      threads: threads,
      noiseSeed: seed
    )
    let optimizer = try Optimizer(program, tensors: shapes, configuration: configuration)
    var random = RandomStream(seed: seed, purpose: .test)
    var results = Results()
    let weights = shapes.map { Memory($0.count, &random, hasSpecialValues) }
    let evaluations = shapes.map { Memory($0.count) }
    for step in 1...steps {
      let gradients = shapes.map { Memory($0.count, &random, hasSpecialValues) }
      let diagonals = shapes.map { Memory($0.count, &random, hasSpecialValues) }
      var inputs = StepInputs()
      inputs.hutchinsonDiagonal = diagonals.map(\.constant)
      inputs.gaussNewtonDiagonal = gradients.map(\.constant)
      inputs.loss = random.normal()
      inputs.batchSize = 32
      results.outcomes.append(
        optimizer.step(
          weights: weights.map(\.pointer),
          gradients: gradients.map(\.constant),
          learningRate: 0.1 / Double(step),
          inputs: inputs
        )
      )
      withExtendedLifetime((gradients, diagonals)) {}
      optimizer.evaluationWeights(
        weights: weights.map(\.constant),
        into: evaluations.map(\.pointer)
      )
      results.weights.append(weights.map(\.bits))
      results.evaluations.append(evaluations.map(\.bits))
    }
    results.states = optimizer.saveState().buffers.flatMap { BackendRun.bits($0.values) }
    return results
  }

  private static func bits(_ values: SavedState.Values) -> [UInt64] {
    switch values {
    case .float32(let elements): elements.map { UInt64(Memory.bits($0)) }
    case .float64(let elements): elements.map { $0.isNaN ? .max : $0.bitPattern }
    case .bfloat16(let elements):
      elements.map { UInt64(Memory.bits(Float(bitPattern: UInt32($0) << 16))) }
    case .codes(let codes, let scales, _):
      codes.map { UInt64($0) } + scales.map { UInt64(Memory.bits($0)) }
    }
  }

  /// Floats that live as long as the test needs them.
  package final class Memory {
    package let pointer: UnsafeMutablePointer<Float>
    let count: Int

    package var constant: UnsafePointer<Float> { UnsafePointer(pointer) }
    var bits: [UInt32] { (0..<count).map { Memory.bits(pointer[$0]) } }

    package init(_ count: Int) {
      self.count = count
      pointer = .allocate(capacity: max(count, 1))
      pointer.initialize(repeating: 0, count: max(count, 1))
    }

    package convenience init(_ count: Int, _ random: inout RandomStream, _ hasSpecialValues: Bool) {
      self.init(count)
      for place in 0..<count {
        pointer[place] =
          hasSpecialValues && random.below(8) == 0
          ? BackendRun.specialValues[random.below(BackendRun.specialValues.count)]
          : Float(random.normal())
      }
    }

    deinit { pointer.deallocate() }

    package static func bits(_ value: Float) -> UInt32 { value.isNaN ? .max : value.bitPattern }
  }
}
