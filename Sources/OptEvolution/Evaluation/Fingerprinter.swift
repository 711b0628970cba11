package import OptProgram
package import OptRuntime

/// Runs programs for some steps on fixed inputs: tells behaviours apart, and finds what need not be trained.
///
/// Follows functional hashing (Real et al. 2023, "Unified Functional Hashing in Automatic Machine
/// Learning"), with enough steps for states to matter: gradients of both signs, over five orders of
/// magnitude, that grow and shrink from step to step, and some that are always 0 as those of unused inputs are.
package struct Fingerprinter {
  private static let tensors = [TensorShape([4, 3]), TensorShape([7])]
  private static let elements = 19
  private static let steps = 24
  private static let learningRate = 0.01

  /// Bits of a change of a weight that are kept: fewer than differences of rounding leave alone.
  private static let keptBits = 12

  private let backend: Backend
  private let isa: InstructionSet?
  private let firstWeights: [Float]
  private let curvature: [Float]
  private var gradients: [[Float]] = []
  private var weights: [Float] = []

  /// A fingerprinter that executes programs on a back end; all give the same fingerprints.
  package init(backend: Backend, isa: InstructionSet? = nil) {
    self.backend = backend
    self.isa = isa ?? InstructionSet.best
    var stream = RandomStream(seed: 0x0F1E_2D3C, purpose: .data)
    firstWeights = (0..<Fingerprinter.elements).map { _ in Float(0.5 * stream.normal()) }
    curvature = (0..<Fingerprinter.elements).map { _ in Float(0.01 + stream.uniform()) }
    let scales = (0..<Fingerprinter.elements).map { _ in HostMath.exp2(-16 * stream.uniform()) }
    for _ in 0..<Fingerprinter.steps {
      let stepScale = HostMath.exp2(stream.normal())
      gradients.append(
        scales.enumerated().map { element, scale in
          let value = Float(scale * stepScale * (0.5 + stream.normal()))
          return element % 6 == 5 ? 0 : value
        }
      )
    }
  }

  /// The fingerprint of a program.
  package mutating func fingerprint(of program: Program) -> Fingerprint {
    let optimizer: Optimizer
    do {
      optimizer = try Optimizer(
        program,
        tensors: Fingerprinter.tensors,
        configuration: .init(backend: backend, isa: isa, totalSteps: Fingerprinter.steps)
      )
    } catch {
      return Fingerprint(hash: 0, refusal: .notFinite)
    }
    let full = run(optimizer, learningRate: Fingerprinter.learningRate)
    guard let way = full.way else { return Fingerprint(hash: full.hash, refusal: .notFinite) }
    guard way > 0 else { return Fingerprint(hash: full.hash, refusal: .standsStill) }
    optimizer.reset()
    let half = run(optimizer, learningRate: Fingerprinter.learningRate / 2)
    optimizer.reset()
    let none = run(optimizer, learningRate: 0)
    let scales =
      Fingerprinter.scalesWithLearningRate(full: way, half: half.way, none: none.way)
    return Fingerprint(hash: full.hash, refusal: scales ? nil : .ignoresLearningRate)
  }

  /// Whether the way gone is about halved with the learning rate, and almost nothing without it.
  ///
  /// A rule for which it is not cancels the schedule it is given, and then owes its score to that.
  private static func scalesWithLearningRate(full: Double, half: Double?, none: Double?) -> Bool {
    guard let half, let none else { return false }
    return half < 0.7 * full && half > 0.3 * full && none < 0.02 * full
  }

  /// Runs all steps; the way is the sum of the weights' changes, nil as soon as one is not finite.
  private mutating func run(
    _ optimizer: Optimizer,
    learningRate: Double
  ) -> (hash: UInt64, way: Double?) {
    weights = firstWeights
    var hash: UInt64 = 0
    var way = 0.0
    for step in 0..<Fingerprinter.steps {
      let before = weights
      // Falls as under a schedule, so that rules are told apart that use `lr` differently.
      let rate = learningRate * (1 - 0.5 * Double(step) / Double(Fingerprinter.steps))
      take(optimizer, step, rate)
      for element in weights.indices {
        let change = weights[element] - before[element]
        guard change.isFinite else { return (mix64(hash ^ 1), nil) }
        way += Double(abs(change))
        hash = mix64(hash ^ Fingerprinter.rounded(change))
      }
    }
    return (hash, way)
  }

  private mutating func take(_ optimizer: Optimizer, _ step: Int, _ learningRate: Double) {
    let second = Fingerprinter.tensors[0].count
    let curvature = curvature
    let gradient = gradients[step]
    weights.withUnsafeMutableBufferPointer { weights in
      gradient.withUnsafeBufferPointer { gradient in
        curvature.withUnsafeBufferPointer { curvature in
          guard let w = weights.baseAddress, let g = gradient.baseAddress,
            let h = curvature.baseAddress
          else { return }
          var inputs = StepInputs()
          inputs.hutchinsonDiagonal = [h, h + second]
          inputs.gaussNewtonDiagonal = [h, h + second]
          inputs.loss = 2 / Double(step + 1)
          inputs.batchSize = 64
          optimizer.step(
            weights: [w, w + second],
            gradients: [g, g + second],
            learningRate: learningRate,
            inputs: inputs
          )
        }
      }
    }
  }

  private static func rounded(_ value: Float) -> UInt64 {
    let dropped = UInt32(Float.significandBitCount - keptBits)
    // Both zeros are one value, and rounding carries into the exponent as it should.
    let bits = value == 0 ? 0 : value.bitPattern
    return UInt64((bits &+ (1 << (dropped - 1))) >> dropped)
  }
}
