import OptProgram
import OptTestSupport
import Testing

@testable import OptRuntime

/// A storage in machine code of one kind.
private struct CodecTrial: CustomTestStringConvertible {
  var isa: InstructionSet
  var isSigned: Bool

  static let all = InstructionSet.supported.flatMap { isa in
    [true, false].map { CodecTrial(isa: isa, isSigned: $0) }
  }

  var testDescription: String { "\(isa.rawValue), \(isSigned ? "signed" : "unsigned")" }

  var book: CodeBook { .of(isSigned: isSigned) }

  /// Expects the codes, scales and numbers that the definition gives.
  func check(_ elements: [Float]) throws {
    let codec = try #require(NativeCodec.codec(isSigned: isSigned, isa))
    let model = StoredElements(elements, isSigned ? .q8 : .q8u)
    guard case .codes(let expected, let expectedScales, _) = model else { return }
    let room = 16
    // What is behind the elements must not matter.
    var source = elements + [Float](repeating: .infinity, count: room)
    var codes = [UInt8](repeating: 0, count: elements.count + room)
    var scales = [Float](repeating: 0, count: expectedScales.count)
    codec.encode(&source, count: elements.count, into: &codes, scales: &scales)
    #expect(Array(codes.prefix(elements.count)) == expected)
    #expect(scales.map(BackendRun.Memory.bits) == expectedScales.map(BackendRun.Memory.bits))
    var decoded = [Float](repeating: 0, count: elements.count + room)
    let stored = expected + codes.suffix(room)
    codec.decode(stored, scales: scales, count: expected.count, into: &decoded)
    let bits = decoded.prefix(elements.count).map(BackendRun.Memory.bits)
    #expect(bits == model.elements.map(BackendRun.Memory.bits))
  }
}

@Suite("8-bit storage in machine code")
struct NativeCodecTests {
  @Test(arguments: CodecTrial.all)
  private func `every code is widened to its entry`(_ trial: CodecTrial) throws {
    let codec = try #require(NativeCodec.codec(isSigned: trial.isSigned, trial.isa))
    let codes = (0..<256).map { UInt8($0) }
    for scale: Float in [1, 3.7, 700 * .leastNonzeroMagnitude, 3e38, .nan] {
      var decoded = [Float](repeating: 0, count: 256)
      codec.decode(codes, scales: [scale], count: 256, into: &decoded)
      let expected = trial.book.entries.map { BackendRun.Memory.bits($0 * scale) }
      #expect(decoded.map(BackendRun.Memory.bits) == expected)
    }
  }

  @Test(arguments: CodecTrial.all)
  private func `numbers between entries get the nearer`(_ trial: CodecTrial) throws {
    for midpoint in trial.book.midpoints {
      let near = Float(midpoint)
      let steps = (-20...20).map { Float(bitPattern: UInt32(Int(near.bitPattern) + $0)) }
      try trial.check([1] + steps + steps.map { -$0 })
    }
  }

  @Test(arguments: CodecTrial.all)
  private func `random blocks of every length`(_ trial: CodecTrial) throws {
    var random = RandomStream(seed: testSeed(), purpose: .test)
    for count in Array(1...40) + [255, 256, 257, 511, 512, 700, 4_000] {
      let spread = 1 + random.below(60)
      var elements = (0..<count).map { _ in
        Float(random.normal()) / Float(1 << random.below(spread))
      }
      try trial.check(elements)
      try trial.check(elements.map { $0 * 0x1p-120 })
      let special: [Float] = [.nan, -.infinity, 0, -0.0, .leastNonzeroMagnitude]
      elements[random.below(count)] = special[random.below(special.count)]
      try trial.check(elements)
    }
    try trial.check([Float](repeating: -0.0, count: 300))
  }

  /// The rank grows with the magnitude: what holds beside the middles holds between them.
  @Test(arguments: [true, false])
  func `a rank without doubt is right`(isSigned: Bool) {
    let book = CodeBook.of(isSigned: isSigned)
    let arithmetic = CodeArithmetic.of(isSigned: isSigned)
    for code in (isSigned ? 127 : 0)..<254 {
      let limit = book.limit(of: code)
      let rank = Int32(code) - arithmetic.codeOffset
      #expect(arithmetic.ranks(limit).lower <= rank)
      #expect(arithmetic.ranks(limit.nextUp).upper >= rank + 1)
    }
  }
}

extension CodeArithmetic {
  /// The least and the largest rank that a magnitude may have, as the machine code computes them.
  fileprivate func ranks(_ magnitude: Float) -> (lower: Int32, upper: Int32) {
    let bits = Float(magnitude.bitPattern)
    let place = CodeArithmetic.zoneOffset.addingProduct(CodeArithmetic.zoneFactor, bits)
    var zone = Int(place.bitPattern % 8)
    if magnitude > zoneLimits[zone] { zone += 1 }
    let rank = min(rankOffsets[zone].addingProduct(magnitude, rankFactors[zone]), rankLimits[zone])
    let tolerance = CodeArithmetic.tolerance
    return (Int32(rank - tolerance), Int32(rank + tolerance))
  }
}
