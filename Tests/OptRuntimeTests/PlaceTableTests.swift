import Testing

@testable import OptRuntime

/// The table that nodes, scalars and micro instructions are found by.
struct PlaceTableTests {
  /// The places that numbers get, one after the other, with a hash that some share.
  private func places(of numbers: [Int], minimumCapacity: Int, hash: (Int) -> Int) -> [Int] {
    var table = PlaceTable(minimumCapacity: minimumCapacity)
    var list: [Int] = []
    return numbers.map { number in
      var bits = PlaceHash()
      bits.combine(UInt64(hash(number)))
      let place = table.place(bits, next: list.count) { list[$0] == number }
      if place == list.count { list.append(number) }
      return place
    }
  }

  @Test(arguments: [0, 1, 1_000])
  func `what is there is found again, in a table that grows`(minimumCapacity: Int) {
    let numbers = (0..<500).map { $0 * 7 % 500 } + (0..<500)
    let expected = Array(0..<500) + (0..<500).map { $0 * 143 % 500 }
    #expect(places(of: numbers, minimumCapacity: minimumCapacity) { $0 } == expected)
  }

  @Test func `elements of one hash are told apart`() {
    let numbers = Array(0..<50) + Array(0..<50)
    #expect(places(of: numbers, minimumCapacity: 0) { $0 % 3 } == numbers)
  }
}

/// Lists of operands without memory of their own.
struct OperandsTests {
  @Test func `operands are as many as there are, in their order`() {
    #expect(Array(Operands<Int>()).isEmpty)
    #expect(Array(Operands(5)) == [5])
    #expect(Array(Operands(5, 6, 7)) == [5, 6, 7])
    #expect(Operands(count: 2) { $0 + 5 } == Operands(5, 6))
    #expect(Operands(5, 6).map { $0 * 2 } == Operands(10, 12))
  }
}
