package import OptProgram

/// A width in which the reference interpreter computes.
package protocol ReferenceReal: MatrixReal {
  /// An elementwise operation on elements; unused operands are ignored.
  static func element(_ opcode: Opcode, _ a: Self, _ b: Self, _ c: Self) -> Self

  /// An elementwise operation on scalars, which are Doubles in either width.
  static func scalar(_ opcode: Opcode, _ a: Double, _ b: Double, _ c: Double) -> Double

  /// The elements as a saved state holds them.
  static func saved(_ elements: [Self]) -> SavedState.Values

  /// The elements of a saved state, nil if they are of another width.
  static func restored(_ values: SavedState.Values) -> [Self]?
}

extension Double: ReferenceReal {
  package static func element(_ opcode: Opcode, _ a: Self, _ b: Self, _ c: Self) -> Self {
    opcode.value(a, b, c, functions: CLibrary.self)
  }

  package static func scalar(_ opcode: Opcode, _ a: Double, _ b: Double, _ c: Double) -> Double {
    opcode.value(a, b, c, functions: CLibrary.self)
  }

  package static func saved(_ elements: [Double]) -> SavedState.Values { .float64(elements) }

  package static func restored(_ values: SavedState.Values) -> [Double]? {
    switch values {
    case .float64(let elements): elements
    case .float32(let elements): elements.map { Double($0) }
    case .bfloat16, .codes: nil
    }
  }
}

extension Float: ReferenceReal {
  package static func element(_ opcode: Opcode, _ a: Self, _ b: Self, _ c: Self) -> Self {
    ElementFunctions.kernels[Int(opcode.rawValue)].value(a, b, c)
  }

  package static func scalar(_ opcode: Opcode, _ a: Double, _ b: Double, _ c: Double) -> Double {
    HostMath.evaluate(opcode, a, b, c)
  }

  package static func saved(_ elements: [Float]) -> SavedState.Values { .float32(elements) }

  package static func restored(_ values: SavedState.Values) -> [Float]? {
    switch values {
    case .float32(let elements): elements
    case .float64, .bfloat16, .codes: nil
    }
  }
}
