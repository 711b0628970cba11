public import OptProgram

/// What is to be known of one function of the language.
public struct FunctionDocumentation: Hashable, Sendable {
  /// The operation.
  public var opcode: Opcode

  /// The names of the arguments in a signature.
  public var parameters: [String]

  /// The definition in one line, without full stop.
  public var summary: String

  /// Which shapes it takes and gives.
  public var shapeRule: String

  /// Remarks on numbers: special values, accuracy, order of summation.
  public var remarks: String

  /// A statement that uses it.
  public var example: String

  /// A call with the names of the arguments, such as `interp(a, b, c)`.
  public var signature: String {
    opcode == .copy ? "a = b" : "\(opcode.name)(\(parameters.joined(separator: ", ")))"
  }

  /// The parameters that are left after some arguments, as a list in words.
  package func missingParameters(after count: Int) -> String {
    parameters.dropFirst(count).map { "`\($0)`" }.joined(separator: " and ")
  }
}

/// Every function of the language with its documentation.
///
/// The one source of `optsearch explain`, of completion and of messages about calls.
public enum Builtins {
  /// The documentation of an operation.
  public static func documentation(of opcode: Opcode) -> FunctionDocumentation {
    let entry = entry(of: opcode)
    return FunctionDocumentation(
      opcode: opcode,
      parameters: entry.parameters,
      summary: entry.summary,
      shapeRule: entry.shapeRule ?? shapeRule(of: opcode),
      remarks: entry.remarks,
      example: entry.example
    )
  }

  /// The documentation of the function of a name, nil if there is none.
  public static func documentation(named name: String) -> FunctionDocumentation? {
    Opcode.named(name).map { documentation(of: $0) }
  }

  /// Every function that can be called, in the order of the table of operations.
  public static let all: [FunctionDocumentation] =
    Opcode.allCases.filter { $0 != .copy }.map { documentation(of: $0) }

  /// One row of the tables.
  struct Entry {
    var parameters: [String]
    var summary: String
    var shapeRule: String?
    var remarks: String
    var example: String

    init(
      _ parameters: String,
      _ summary: String,
      shape shapeRule: String? = nil,
      _ remarks: String,
      example: String
    ) {
      self.parameters = parameters.split(separator: " ").map(String.init)
      self.summary = summary
      self.shapeRule = shapeRule
      self.remarks = remarks
      self.example = example
    }
  }

  private static func entry(of opcode: Opcode) -> Entry {
    switch opcode.family {
    case .elementwise: opcode.arity == 1 ? unary(opcode) : elementwise(opcode)
    case .reduction, .globalReduction, .axisReduction, .normClip: reduction(opcode)
    case .matrix, .order: matrix(opcode)
    }
  }

  private static func shapeRule(of opcode: Opcode) -> String {
    switch opcode.family {
    case .elementwise:
      opcode.arity == 1
        ? "The result has the shape of the argument."
        : "The arguments are broadcast: where their extents differ, one of them must be 1."
    case .reduction:
      opcode.arity == 1
        ? "Any shape gives a scalar, one for each tensor; a scalar gives a scalar."
        : "The arguments are broadcast to one shape; the result is a scalar, one for each tensor."
    case .globalReduction:
      "Any shape gives one scalar for the whole model, which a `global` state may take. It may not "
        + "stand under a condition on shape."
    case .axisReduction:
      "The extent along which is reduced becomes 1."
    case .normClip:
      "The result has the shape of `x`; `c` is a scalar."
    case .matrix, .order:
      ""
    }
  }
}
