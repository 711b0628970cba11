/// Everything an optimizer keeps between steps, as plain values.
///
/// A state that was saved and restored continues with the same bits.
public struct SavedState: Hashable, Sendable {
  /// The elements of one buffer, as they are stored.
  public enum Values: Hashable, Sendable {
    case float32([Float])
    case float64([Double])
    /// The upper halves of Float32.
    case bfloat16([UInt16])
    /// One code an element and one scale for each 256 elements, in the signed or the unsigned book.
    case codes([UInt8], scales: [Float], isSigned: Bool)
  }

  /// One state of one tensor, or one state of the model.
  public struct Buffer: Hashable, Sendable {
    /// The state's name in the rule.
    public var name: String

    /// The tensor, nil for a state of the model.
    public var tensor: Int?

    /// The number of rows.
    public var rows: Int

    /// The number of columns.
    public var cols: Int

    /// The elements, row-major.
    public var values: Values

    /// A buffer of its parts.
    public init(name: String, tensor: Int?, rows: Int, cols: Int, values: Values) {
      self.name = name
      self.tensor = tensor
      self.rows = rows
      self.cols = cols
      self.values = values
    }
  }

  /// The number of steps taken.
  public var stepNumber: Int

  /// The buffers: states of the model first, then tensor by tensor, in the order of declaration.
  public var buffers: [Buffer]

  /// A state of its parts.
  public init(stepNumber: Int, buffers: [Buffer]) {
    self.stepNumber = stepNumber
    self.buffers = buffers
  }
}
