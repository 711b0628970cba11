import OptProgram
import OptShims
import OptTestSupport
import Testing

@testable import OptRuntime

@Suite("Narrow storage of states")
struct StorageTests {
  @Test(arguments: [true, false])
  func `code books have 256 entries of the definition`(isSigned: Bool) {
    let book = CodeBook.of(isSigned: isSigned)
    let expected = NarrowCodec.book(isSigned: isSigned)
    #expect(book.entries.count == 256)
    for (entry, value) in zip(book.entries, expected) {
      #expect(ulpDistance(entry, Float(value)) <= 1)
    }
    #expect(book.entries.contains(0) && book.entries.last == 1)
  }

  /// Numbers up to 1 in magnitude, among them every midpoint and its neighbours.
  private func samples(_ book: CodeBook) -> [Float] {
    var random = RandomStream(seed: testSeed(), purpose: .test)
    var samples: [Float] = [0, -0.0, 1, -1, Float.leastNonzeroMagnitude, 1e-30, -1e-9]
    for midpoint in book.midpoints {
      let near = Float(midpoint)
      samples += [near, near.nextUp, near.nextDown]
    }
    for _ in 0..<3_000 {
      let exponent = random.below(24)
      samples.append(Float(2 * random.uniform() - 1) / Float(1 << exponent))
    }
    return samples
  }

  @Test(arguments: [true, false])
  func `a number gets the nearest code and of two the lower`(isSigned: Bool) {
    let book = CodeBook.of(isSigned: isSigned)
    let tables = CodeTables.of(isSigned: isSigned)
    for start in stride(from: 0, to: 4_000, by: 255) {
      let block = Array(samples(book).dropFirst(start).prefix(255)) + [1]
      guard block.count > 1 else { break }
      let expected = block.map { value in
        book.entries.indices.min { a, b in
          let first = abs(Double(book.entries[a]) - Double(value))
          let second = abs(Double(book.entries[b]) - Double(value))
          return first < second
        }
      }
      for functions in ArrayFunctions.all {
        var codes = [UInt8](repeating: 0, count: block.count)
        var scales: [Float] = [0]
        tables.encode(block, count: block.count, into: &codes, scales: &scales, functions)
        #expect(scales == [1])
        #expect(codes.map { Int($0) } == expected)
        var decoded = [Float](repeating: 0, count: block.count)
        tables.decode(codes, scales: scales, count: block.count, into: &decoded, functions)
        #expect(decoded == codes.map { book.entries[Int($0)] })
      }
    }
  }

  @Test(arguments: [1, 7, 255, 256, 257, 511, 512, 1_000])
  func `blocks are those of the model`(count: Int) {
    var random = RandomStream(seed: testSeed(), purpose: .test, index: UInt64(count))
    var elements = (0..<count).map { _ in Float(random.normal()) * Float(1 << random.below(40)) }
    if count > 600 {
      elements[300] = .nan
      for place in 512..<768 { elements[place] = place % 2 == 0 ? 0 : -0.0 }
      elements[999] = -.infinity
    }
    for (storage, isSigned) in [(Storage.q8, true), (.q8u, false)] {
      let model = StoredElements(elements, storage)
      guard case .codes(let expected, let expectedScales, _) = model else { continue }
      for functions in ArrayFunctions.all {
        let tables = CodeTables.of(isSigned: isSigned)
        var codes = [UInt8](repeating: 0, count: count)
        var scales = [Float](repeating: 0, count: expectedScales.count)
        tables.encode(elements, count: count, into: &codes, scales: &scales, functions)
        #expect(codes == expected)
        #expect(
          scales.map { BackendRun.Memory.bits($0) } == expectedScales.map(BackendRun.Memory.bits)
        )
        var decoded = [Float](repeating: 0, count: count)
        tables.decode(codes, scales: scales, count: count, into: &decoded, functions)
        #expect(decoded.map(BackendRun.Memory.bits) == model.elements.map(BackendRun.Memory.bits))
      }
    }
  }

  @Test func `bf16 rounds to the nearest even upper half`() {
    var random = RandomStream(seed: testSeed(), purpose: .test)
    var values: [Float] = [0, -0.0, .infinity, -.infinity, 1, 3.4028235e38]
    for _ in 0..<2_000 {
      let bits = UInt32(truncatingIfNeeded: random.next())
      for low: UInt32 in [0x7FFF, 0x8000, 0x8001, 0] {
        let value = Float(bitPattern: bits & 0xFFFF_0000 | low)
        if !value.isNaN { values.append(value) }
      }
    }
    let expected = values.map { value -> UInt16 in
      let low = UInt16(truncatingIfNeeded: value.bitPattern >> 16)
      let below = Float(bitPattern: UInt32(low) << 16)
      let step = Double(Float(bitPattern: UInt32(low & 0x7F80) << 16)) / 128
      guard value.isFinite, step > 0 else { return value.isFinite ? Bfloat16.encode(value) : low }
      let rest = abs(Double(value) - Double(below)) / step
      return rest > 0.5 || rest == 0.5 && low & 1 == 1 ? low + 1 : low
    }
    for functions in ArrayFunctions.all {
      var halves = [UInt16](repeating: 0, count: values.count)
      functions.bf16_encode(&halves, values, values.count)
      #expect(halves == expected)
      #expect(halves == values.map { Bfloat16.encode($0) })
      var decoded = [Float](repeating: 0, count: values.count)
      functions.bf16_decode(&decoded, halves, values.count)
      #expect(decoded == halves.map { Float(bitPattern: UInt32($0) << 16) })
    }
    #expect(Bfloat16.decode(Bfloat16.encode(.nan)).isNaN)
    #expect(Bfloat16.decode(Bfloat16.encode(Float(bitPattern: 0x7F80_0001))).isNaN)
  }
}
