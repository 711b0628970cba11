/// One message about a source file: what was found, where, why, and what to do.
public struct Diagnostic: Hashable, Sendable {
  /// How bad it is.
  public enum Severity: String, CaseIterable, Hashable, Sendable {
    case error
    case warning
    case note
  }

  /// A stretch of source and what is to be said of it.
  public struct Label: Hashable, Sendable {
    /// Where.
    public var span: Span

    /// One line, perhaps empty.
    public var message: String

    /// A message about a stretch of source.
    public init(_ span: Span, _ message: String = "") {
      self.span = span
      self.message = message
    }
  }

  /// What kind of problem it is.
  public var code: DiagnosticCode

  /// How bad it is.
  public var severity: Severity

  /// One line, lower case, without full stop, meaningful alone.
  public var message: String

  /// The place of the problem; nil when it has none in the source.
  public var primary: Label?

  /// Places that explain the problem.
  public var secondary: [Label]

  /// Further remarks, one line each.
  public var notes: [String]

  /// What to do about it.
  public var help: String?

  /// Edits that would mend it.
  public var fixIts: [FixIt]

  /// A message of a kind, at a place.
  ///
  /// - Parameters:
  ///   - code: the kind of problem.
  ///   - message: one line, lower case, without full stop.
  ///   - primary: the smallest stretch of source that is wrong.
  ///   - severity: what the code's stage says if nil: lint warns, the others are errors.
  ///   - secondary: places that say why.
  ///   - notes: further remarks.
  ///   - help: what to do.
  ///   - fixIts: edits that would mend it.
  public init(
    _ code: DiagnosticCode,
    _ message: String,
    at primary: Label?,
    severity: Severity? = nil,
    secondary: [Label] = [],
    notes: [String] = [],
    help: String? = nil,
    fixIts: [FixIt] = []
  ) {
    self.code = code
    self.severity = severity ?? code.defaultSeverity
    self.message = message
    self.primary = primary
    self.secondary = secondary
    self.notes = notes
    self.help = help
    self.fixIts = fixIts
  }
}
