import OptProgram
import OptTestSupport
import Testing

@testable import OptRuntime

/// Kernels over tiles against the definition of the micro-operations, bit for bit.
@Suite("Portable kernels")
struct PortableKernelTests {
  private static let variants = PortableKernel.Variant.allCases.filter { $0.run != nil }

  private func expectAgreement(_ trial: NativeTrial, _ note: String) throws {
    let expected = trial.expected()
    for variant in Self.variants {
      guard let run = variant.run else { continue }
      let result = try trial.run(PortableKernel(trial.kernel, variant: run))
      #expect(result == expected, "\(variant), \(note)")
    }
    #expect(try trial.run(ReferenceKernel(trial.kernel)) == expected, "reference, \(note)")
  }

  @Test(arguments: MicroOperation.allCases)
  func `every operation on special values at every tail length`(
    _ operation: MicroOperation
  ) throws {
    for kernel in kernels(of: operation) {
      for count in Array(0...17) + [31, 33, 63, 64, 65] {
        let trial = NativeTrial(
          kernel: kernel,
          inputs: specialInputs(kernel, count, seed: UInt64(count)),
          uniforms: [2.5]
        )
        try expectAgreement(trial, "\(count) elements")
      }
    }
  }

  @Test(arguments: [511, 512, 513, 1_541, 16_383, 16_384, 16_385, 40_000])
  func `sums at the borders of tiles and chunks`(_ count: Int) throws {
    var builder = KernelBuilder()
    let value = builder.load(0)
    let square = builder.mul(value, value)
    _ = builder.reduce(.sum, value)
    _ = builder.reduce(.sum, square)
    _ = builder.reduce(.maximum, square)
    _ = builder.store(builder.add(value, builder.uniform(0)))
    let trial = NativeTrial(
      kernel: builder.finish(),
      inputs: randomInputs(1, count, seed: UInt64(count)),
      uniforms: [2.5],
      inPlace: [0: 0]
    )
    try expectAgreement(trial, "\(count) elements")
  }

  @Test func `random kernels`() throws {
    let seed = testSeed()
    for index in 0..<60 {
      try expectAgreement(.random(seed: seed &* 7_919 &+ UInt64(index)), "seed \(seed), \(index)")
    }
  }

  @Test func `streams that are exchanged in place`() throws {
    var builder = KernelBuilder()
    let first = builder.load(0)
    let second = builder.load(1)
    _ = builder.store(second)
    _ = builder.store(first)
    let trial = NativeTrial(
      kernel: builder.finish(),
      inputs: randomInputs(2, 700, seed: 1),
      inPlace: [0: 0, 1: 1]
    )
    try expectAgreement(trial, "exchange")
  }

  @Test func `a hostile number of live values`() throws {
    var builder = KernelBuilder()
    var values = (0..<8).map { builder.load($0) }
    for index in 0..<1_500 {
      values.append(builder.add(values[index], builder.mul(values[index + 3], values[index + 7])))
    }
    var sum = values[0]
    for value in values.reversed() { sum = builder.add(sum, value) }
    _ = builder.store(sum)
    let trial = NativeTrial(kernel: builder.finish(), inputs: randomInputs(8, 40, seed: 3))
    try expectAgreement(trial, "hostile")
  }
}
