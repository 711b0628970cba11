/// Edits of a source file that belong together.
public struct FixIt: Hashable, Sendable {
  /// Whether an edit may be made without asking.
  public enum Applicability: String, CaseIterable, Hashable, Sendable {
    /// The meaning is certainly what was intended.
    case safe
    /// A likely guess.
    case unsafe
  }

  /// One replacement.
  public struct Edit: Hashable, Sendable {
    /// What is replaced; zero-width to insert.
    public var span: Span

    /// The new text; empty to delete.
    public var replacement: String

    /// The replacement of a span by a text.
    public init(_ span: Span, _ replacement: String) {
      self.span = span
      self.replacement = replacement
    }
  }

  /// What the edits do.
  public var message: String

  /// The replacements; they do not overlap.
  public var edits: [Edit]

  /// Whether they may be made without asking.
  public var applicability: Applicability

  /// Edits that belong together.
  public init(_ message: String, _ edits: [Edit], _ applicability: Applicability) {
    self.message = message
    self.edits = edits
    self.applicability = applicability
  }
}

extension SourceFile {
  /// The file with edits made; those that overlap others before them are left out.
  public func applying(_ fixIts: [FixIt]) -> SourceFile {
    var result: [UInt8] = []
    var place = 0
    for edit in fixIts.flatMap(\.edits).sorted(by: { $0.span.start < $1.span.start })
    where edit.span.start >= place {
      result += bytes[place..<edit.span.start]
      result += edit.replacement.utf8
      place = edit.span.end
    }
    return SourceFile(path: path, bytes: result + bytes[place...])
  }
}
