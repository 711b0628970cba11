import OptProgram

/// One state of one tensor in the reference interpreter.
struct ReferenceState<Real: ReferenceReal> {
  let layout: StateLayout

  /// The number, for a scalar.
  var number = 0.0
  /// The elements as they are stored, for a matrix.
  var stored: StoredElements<Real>

  /// The state at 0.
  init(_ layout: StateLayout) {
    self.layout = layout
    stored = StoredElements(
      Array(repeating: 0, count: layout.isScalar ? 0 : layout.count),
      layout.storage
    )
  }

  /// The value at full width.
  func value(_ type: ValueType, _ shape: TensorShape) -> ReferenceValue<Real> {
    if layout.isScalar { return .scalar(number) }
    return .matrix(
      ReferenceMatrix(rows: layout.rows, cols: layout.cols, elements: stored.elements)
    )
  }

  /// Takes a new value, rounded to the storage.
  mutating func keep(_ value: ReferenceValue<Real>) {
    switch value {
    case .scalar(let value): number = value
    case .matrix(let matrix): stored = StoredElements(matrix.elements, layout.storage)
    }
  }
}
