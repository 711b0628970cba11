package import OptProgram
package import OptRuntime

/// Runs programs for some steps on fixed inputs: tells behaviours apart, and finds what need not be trained.
///
/// Follows functional hashing (Real et al. 2023, "Unified Functional Hashing in Automatic Machine
/// Learning"), with enough steps for states to matter: gradients of both signs, over five orders of
/// magnitude, that grow and shrink from step to step, and some that are always 0 as those of unused inputs are.
package final class Fingerprinter {
  private static let elements = 19
  private static let steps = 24
  private static let learningRate = 0.01

  /// Bits of a change of a weight that are kept: fewer than differences of rounding leave alone.
  private static let keptBits = 12

  private let backend: Backend
  private let firstWeights = UnsafeMutablePointer<Float>.allocate(capacity: elements)
  private let weights = UnsafeMutablePointer<Float>.allocate(capacity: elements)
  private let weightsBefore = UnsafeMutablePointer<Float>.allocate(capacity: elements)
  private let gradients = UnsafeMutablePointer<Float>.allocate(capacity: elements)
  private let gradientsOfSteps = UnsafeMutablePointer<Float>.allocate(capacity: steps * elements)
  private let curvature = UnsafeMutablePointer<Float>.allocate(capacity: elements)
  private let twoTensors: Arrays
  private let oneTensor: Arrays

  /// The arrays as an optimizer of certain tensors takes them.
  private struct Arrays {
    let tensors: [TensorShape]
    let weights: [UnsafeMutablePointer<Float>]
    let gradients: [UnsafePointer<Float>]
    let curvature: [UnsafePointer<Float>]
  }

  /// A fingerprinter that executes programs on a back end; all give the same fingerprints.
  ///
  /// To prepare machine code takes longer than the few steps do without it.
  package init(backend: Backend = .portable) {
    self.backend = backend
    var stream = RandomStream(seed: 0x0F1E_2D3C, purpose: .data)
    for element in 0..<Fingerprinter.elements {
      (firstWeights + element).initialize(to: Float(0.5 * stream.normal()))
    }
    weights.initialize(repeating: 0, count: Fingerprinter.elements)
    weightsBefore.initialize(repeating: 0, count: Fingerprinter.elements)
    for element in 0..<Fingerprinter.elements {
      (curvature + element).initialize(to: Float(0.01 + stream.uniform()))
    }
    gradients.initialize(repeating: 0, count: Fingerprinter.elements)
    let scales = (0..<Fingerprinter.elements).map { _ in HostMath.exp2(-16 * stream.uniform()) }
    for step in 0..<Fingerprinter.steps {
      let stepScale = HostMath.exp2(stream.normal())
      for (element, scale) in scales.enumerated() {
        let value = Float(scale * stepScale * (0.5 + stream.normal()))
        let place = gradientsOfSteps + (step * Fingerprinter.elements + element)
        place.initialize(to: element % 6 == 5 ? 0 : value)
      }
    }
    let (weights, gradients, curvature) = (weights, gradients, curvature)
    func arrays(_ tensors: [TensorShape]) -> Arrays {
      Arrays(
        tensors: tensors,
        weights: tensors.parts(of: weights),
        gradients: tensors.parts(of: UnsafePointer(gradients)),
        curvature: tensors.parts(of: UnsafePointer(curvature))
      )
    }
    twoTensors = arrays([TensorShape([4, 3]), TensorShape([7])])
    oneTensor = arrays([TensorShape([Fingerprinter.elements])])
  }

  deinit {
    firstWeights.deallocate()
    weights.deallocate()
    weightsBefore.deallocate()
    gradients.deallocate()
    gradientsOfSteps.deallocate()
    curvature.deallocate()
  }

  /// The fingerprint of a program; what is refused of known hashes is known as well, and not found out again.
  package func fingerprint(
    of program: Program,
    isKnown: (UInt64) -> Bool = { _ in false }
  ) -> Fingerprint {
    // One tensor is executed faster than two.
    let arrays = program.treatsElementsAlike ? oneTensor : twoTensors
    let optimizer: Optimizer
    do {
      optimizer = try Optimizer(
        program,
        tensors: arrays.tensors,
        configuration: .init(backend: backend, totalSteps: Fingerprinter.steps)
      )
    } catch {
      return Fingerprint(hash: 0, refusal: .notFinite)
    }
    var hash: UInt64 = 0
    let full = way(of: optimizer, on: arrays, learningRate: Fingerprinter.learningRate) { change in
      hash = mix64(hash ^ Fingerprinter.rounded(change))
    }
    guard let full else { return Fingerprint(hash: mix64(hash ^ 1), refusal: .notFinite) }
    guard full > 0 else { return Fingerprint(hash: hash, refusal: .standsStill) }
    if isKnown(hash) { return Fingerprint(hash: hash) }
    let scales = scalesWithLearningRate(optimizer, on: arrays, full: full)
    return Fingerprint(hash: hash, refusal: scales ? nil : .ignoresLearningRate)
  }

  /// Whether the way gone, `full`, is about halved with the learning rate, and almost nothing without it.
  ///
  /// A rule for which it is not cancels the schedule it is given, and then owes its score to that.
  private func scalesWithLearningRate(
    _ optimizer: Optimizer,
    on arrays: Arrays,
    full: Double
  ) -> Bool {
    func way(learningRate: Double) -> Double? {
      optimizer.reset()
      return self.way(of: optimizer, on: arrays, learningRate: learningRate) { _ in }
    }
    guard let half = way(learningRate: Fingerprinter.learningRate / 2),
      half < 0.7 * full && half > 0.3 * full,
      let none = way(learningRate: 0)
    else { return false }
    return none < 0.02 * full
  }

  /// The sum of the weights' changes in all steps, nil as soon as one is not finite.
  private func way(
    of optimizer: Optimizer,
    on arrays: Arrays,
    learningRate: Double,
    _ look: (Float) -> Void
  ) -> Double? {
    weights.update(from: firstWeights, count: Fingerprinter.elements)
    var inputs = StepInputs()
    if !optimizer.program.inputs.isEmpty {
      inputs.hutchinsonDiagonal = arrays.curvature
      inputs.gaussNewtonDiagonal = arrays.curvature
    }
    inputs.batchSize = 64
    var way = 0.0
    for step in 0..<Fingerprinter.steps {
      inputs.loss = 2 / Double(step + 1)
      weightsBefore.update(from: weights, count: Fingerprinter.elements)
      gradients.update(
        from: gradientsOfSteps + step * Fingerprinter.elements,
        count: Fingerprinter.elements
      )
      optimizer.step(
        weights: arrays.weights,
        gradients: arrays.gradients,
        // Falls as under a schedule, so that rules are told apart that use `lr` differently.
        learningRate: learningRate * (1 - 0.5 * Double(step) / Double(Fingerprinter.steps)),
        inputs: inputs
      )
      for element in 0..<Fingerprinter.elements {
        let change = weights[element] - weightsBefore[element]
        guard change.isFinite else { return nil }
        way += Double(abs(change))
        look(change)
      }
    }
    return way
  }

  private static func rounded(_ value: Float) -> UInt64 {
    let dropped = UInt32(Float.significandBitCount - keptBits)
    // Both zeros are one value, and rounding carries into the exponent as it should.
    let bits = value == 0 ? 0 : value.bitPattern
    return UInt64((bits &+ (1 << (dropped - 1))) >> dropped)
  }
}

extension [TensorShape] {
  /// Where the elements of each tensor begin if they lie one after the other.
  fileprivate func parts<Pointer: Strideable>(of first: Pointer) -> [Pointer]
  where Pointer.Stride == Int {
    var next = first
    return map { shape in
      defer { next = next.advanced(by: shape.count) }
      return next
    }
  }
}

extension Program {
  /// Whether it is the same to every element which tensor it belongs to, and what else is in there.
  fileprivate var treatsElementsAlike: Bool {
    var readsSize = false
    for condition in conditions {
      condition.forEachVariable { readsSize = readsSize || $0.isTensorSize }
    }
    for list in [initialization, step, evaluation] {
      for instruction in list {
        if instruction.opcode.family != .elementwise { return false }
        instruction.forEachOperand { operand in
          if case .variable(let variable) = operand {
            readsSize = readsSize || variable.isTensorSize
          }
        }
      }
    }
    return !readsSize
      && variables.allSatisfy { declaration in
        switch declaration.role {
        case .state(let type, _): type.shape == .tensor || type.shape.isScalar
        case .input(.noise): false
        case .builtin, .hyperparameter, .input, .local: true
        }
      }
  }
}
