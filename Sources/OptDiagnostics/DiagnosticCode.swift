/// The kind of a problem: one code of one stage.
///
/// Each stage has an enum of its own with the codes and, beside them, the texts of
/// `optsearch explain`. A code is never reused.
public enum DiagnosticCode: Hashable, Sendable {
  case lexer(LexerCode)
  case parser(ParserCode)
  case name(NameCode)
  case type(TypeCode)
  case limit(LimitCode)
  case run(RunCode)
  case lint(LintCode)
  case fault(FaultCode)

  /// The stage's own entry.
  public var entry: any StageCode {
    switch self {
    case .lexer(let code): code
    case .parser(let code): code
    case .name(let code): code
    case .type(let code): code
    case .limit(let code): code
    case .run(let code): code
    case .lint(let code): code
    case .fault(let code): code
    }
  }

  /// What `optsearch explain` prints.
  public var explanation: Explanation { entry.explanation }

  /// How bad problems of this kind are: lint warns, the others are errors.
  public var defaultSeverity: Diagnostic.Severity {
    if case .lint = self { .warning } else { .error }
  }
}

/// The codes of one stage, with raw values such as `OPT0302`.
public protocol StageCode: RawRepresentable<String>, CaseIterable, Hashable, Sendable {
  /// The long text of a code.
  var explanation: Explanation { get }
}

/// The long text of a code: what it means, an example, and what to write instead.
public struct Explanation: Hashable, Sendable {
  /// What it means, in a few sentences.
  public var meaning: String

  /// A file that gives the code.
  public var example: String

  /// The example put right.
  public var instead: String

  /// The three parts of an explanation.
  public init(meaning: String, example: String, instead: String) {
    self.meaning = meaning
    self.example = example
    self.instead = instead
  }
}

extension DiagnosticCode: RawRepresentable, CaseIterable, CustomStringConvertible {
  /// Every code, by stage.
  public static let allCases: [DiagnosticCode] =
    LexerCode.allCases.map(DiagnosticCode.lexer)
    + ParserCode.allCases.map(DiagnosticCode.parser)
    + NameCode.allCases.map(DiagnosticCode.name)
    + TypeCode.allCases.map(DiagnosticCode.type)
    + LimitCode.allCases.map(DiagnosticCode.limit)
    + RunCode.allCases.map(DiagnosticCode.run)
    + LintCode.allCases.map(DiagnosticCode.lint)
    + FaultCode.allCases.map(DiagnosticCode.fault)

  /// The code as users see it, such as `OPT0302`.
  public var rawValue: String { entry.rawValue }

  /// The code of a name such as `OPT0302`, nil if there is none.
  public init?(rawValue: String) {
    guard let code = DiagnosticCode.allCases.first(where: { $0.rawValue == rawValue }) else {
      return nil
    }
    self = code
  }

  /// The code as users see it.
  public var description: String { rawValue }
}
