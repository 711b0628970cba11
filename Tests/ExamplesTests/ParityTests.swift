import OptProgram
import OptTestSupport
import Testing

@testable import OptRuntime

/// Every rule of the library follows its reference.
struct ParityTests {
  @Test func `there are 35 cases and each has its rule`() throws {
    let cases = try ParityCase.all()
    #expect(cases.count == 35)
    for parity in cases { _ = try parity.program() }
  }

  @Test(arguments: try ParityCase.all())
  func `Float64 agrees with the reference to 1e-9`(parity: ParityCase) throws {
    let trajectory = try reference(parity, as: Double.self)
    #expect(try parity.largestError(trajectory) <= 1e-9)
  }

  @Test(arguments: try ParityCase.all())
  func `Float32 agrees with the reference to 2e-5 in every back end`(parity: ParityCase) throws {
    let exact = try reference(parity, as: Float.self)
    #expect(try parity.largestError(exact) <= 2e-5)
    for backend in [Backend.portable, Backend.best] {
      // The back ends agree to the bit, so that one bound holds for all of them.
      #expect(try optimizer(parity, backend) == exact)
    }
  }

  // MARK: - Trajectories

  private func configuration(_ parity: ParityCase, _ backend: Backend) -> Optimizer.Configuration {
    Optimizer.Configuration(
      backend: backend,
      hyperparameters: parity.hyperparameters,
      totalSteps: parity.gradients.count
    )
  }

  private func reference<Real: ReferenceReal>(
    _ parity: ParityCase,
    as type: Real.Type
  ) throws -> [Int: [[Double]]] {
    let optimizer = try ReferenceOptimizer<Real>(
      try parity.program(),
      tensors: parity.shapes,
      configuration: configuration(parity, .reference)
    )
    var weights = parity.tensors.map { $0.initial.map { Real($0) } }
    var trajectory: [Int: [[Double]]] = [:]
    for (step, gradients) in parity.gradients.enumerated() {
      var inputs = ReferenceInputs<Real>()
      if let hessian = parity.hessianDiag {
        inputs.hutchinsonDiagonal = hessian[step].map { $0.map { Real($0) } }
      }
      let outcome = optimizer.step(
        weights: &weights,
        gradients: gradients.map { $0.map { Real($0) } },
        learningRate: parity.learningRate,
        inputs: inputs
      )
      #expect(outcome == .completed)
      trajectory[step + 1] = weights.map { $0.map { Double($0) } }
    }
    return trajectory
  }

  private func optimizer(_ parity: ParityCase, _ backend: Backend) throws -> [Int: [[Double]]] {
    let optimizer = try Optimizer(
      try parity.program(),
      tensors: parity.shapes,
      configuration: configuration(parity, backend)
    )
    let weights = parity.tensors.map { Buffer($0.initial) }
    var trajectory: [Int: [[Double]]] = [:]
    for (step, gradients) in parity.gradients.enumerated() {
      let gradients = gradients.map { Buffer($0) }
      let hessian = parity.hessianDiag.map { $0[step].map { Buffer($0) } } ?? []
      var inputs = StepInputs.none
      inputs.hutchinsonDiagonal = hessian.map { UnsafePointer($0.pointer) }
      let outcome = optimizer.step(
        weights: weights.map(\.pointer),
        gradients: gradients.map { UnsafePointer($0.pointer) },
        learningRate: parity.learningRate,
        inputs: inputs
      )
      #expect(outcome == .completed)
      withExtendedLifetime((gradients, hessian)) {
        trajectory[step + 1] = weights.map(\.elements)
      }
    }
    return trajectory
  }
}

/// Floats at a fixed place in memory.
private final class Buffer {
  let pointer: UnsafeMutablePointer<Float>
  private let count: Int

  init(_ elements: [Double]) {
    count = elements.count
    pointer = .allocate(capacity: count)
    for (index, element) in elements.enumerated() { pointer[index] = Float(element) }
  }

  deinit { pointer.deallocate() }

  var elements: [Double] { (0..<count).map { Double(pointer[$0]) } }
}
