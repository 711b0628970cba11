import OptProgram
import OptTestSupport
import Testing

@testable import OptRuntime

/// Rules with narrow states on a tensor large enough for them, beside a model in Double.
struct NarrowTrajectoryTests {
  private static let shape = TensorShape([100, 100])
  private static let learningRate = 0.1

  /// A rule with one narrow state, and the same rule in Double.
  struct Example: CustomTestStringConvertible {
    var storage: Storage
    var text: String
    /// The state's new value at full width, and the update, of an element.
    var step: @Sendable (_ state: Double, _ gradient: Double) -> (state: Double, update: Double)
    var testDescription: String { "\(storage)" }
  }

  private static func average(_ storage: Storage) -> Example {
    Example(
      storage: storage,
      text: """
        rule average() {
          state m as \(storage)
          m = interp(g, m, 0.9)
          update = mul(lr, m)
        }
        """,
      step: { state, gradient in
        let average = (1 - 0.9) * gradient + 0.9 * state
        return (average, average)
      }
    )
  }

  private static let root = Example(
    storage: .q8u,
    text: """
      rule root() {
        state v as q8u
        x = square(g)
        v = interp(x, v, 0.99)
        s = sqrt(v)
        d = add(s, 1e-3)
        u = div(g, d)
        update = mul(lr, u)
      }
      """,
    step: { state, gradient in
      let average = (1 - 0.99) * gradient * gradient + 0.99 * state
      return (average, gradient / (average.squareRoot() + 1e-3))
    }
  )

  private static let examples = [average(.q8), average(.bf16), root]

  @Test(arguments: examples, Backend.allCases)
  func `weights and states follow a model of the codec in Double`(
    _ example: Example,
    _ backend: Backend
  ) throws {
    let count = NarrowTrajectoryTests.shape.count
    let optimizer = try Optimizer(
      Program(flatText: example.text),
      tensors: [NarrowTrajectoryTests.shape],
      configuration: Optimizer.Configuration(backend: backend)
    )
    var random = RandomStream(seed: 8, purpose: .test)
    let weights = BackendRun.Memory(count, &random, false)
    var expectedWeights = (0..<count).map { Double(weights.pointer[$0]) }
    var expectedState = [Double](repeating: 0, count: count)
    for step in 1...5 {
      let gradients = BackendRun.Memory(count, &random, false)
      let outcome = optimizer.step(
        weights: [weights.pointer],
        gradients: [gradients.constant],
        learningRate: NarrowTrajectoryTests.learningRate
      )
      #expect(outcome == .completed)
      var full: [Double] = []
      for place in 0..<count {
        let result = example.step(expectedState[place], Double(gradients.pointer[place]))
        full.append(result.state)
        expectedWeights[place] -= NarrowTrajectoryTests.learningRate * result.update
      }
      expectedState = NarrowCodec.rounded(full, example.storage)
      let state = try stored(optimizer, example.storage)
      var others = 0
      for place in 0..<count {
        let rounding = 1e-6 * abs(full[place]) + 1e-7
        guard abs(state[place] - expectedState[place]) > rounding else { continue }
        // Float and Double may fall on different sides of the point between two codes.
        others += 1
        let excess = abs(state[place] - full[place]) - abs(expectedState[place] - full[place])
        #expect(excess <= rounding, "step \(step), element \(place)")
        expectedState[place] = state[place]
      }
      #expect(others <= count / 1_000, "step \(step)")
      let error = (0..<count).map { abs(Double(weights.pointer[$0]) - expectedWeights[$0]) }.max()
      #expect(try #require(error) <= 1e-5, "step \(step)")
    }
  }

  /// The elements of the only state, which must have its narrow form.
  private func stored(_ optimizer: Optimizer, _ storage: Storage) throws -> [Double] {
    let buffer = try #require(optimizer.saveState().buffers.first)
    switch buffer.values {
    case .bfloat16(let halves):
      #expect(storage == .bf16)
      return halves.map { Double(Float(bitPattern: UInt32($0) << 16)) }
    case .codes(let codes, let scales, let isSigned):
      #expect(storage == (isSigned ? .q8 : .q8u))
      let book = NarrowCodec.book(isSigned: isSigned)
      return codes.indices.map { book[Int(codes[$0])] * Double(scales[$0 / 256]) }
    case .float32, .float64:
      Issue.record("the state has full width")
      return []
    }
  }

  @Test(arguments: examples)
  func `a smaller tensor keeps its state at full width`(_ example: Example) throws {
    let shapes = [TensorShape([4_095]), TensorShape([4_096])]
    let optimizer = try Optimizer(Program(flatText: example.text), tensors: shapes)
    let isFull = optimizer.saveState().buffers.map { buffer in
      if case .float32 = buffer.values { true } else { false }
    }
    #expect(isFull == [true, false])
  }
}
