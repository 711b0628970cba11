/// The problems of one file, at most so many that people read on.
package struct DiagnosticList: Sendable {
  /// Errors of one stage after which no more are kept.
  package static let limit = 100

  /// The problems in the order of their report, the last one perhaps `tooManyErrors`.
  package private(set) var all: [Diagnostic] = []

  /// No problems.
  package init() {}

  /// Whether an error has been reported.
  package var hasErrors: Bool { all.contains { $0.severity == .error } }

  /// Keeps a problem, unless there are too many already.
  package mutating func append(_ diagnostic: Diagnostic) {
    guard all.count < DiagnosticList.limit else {
      if all.count == DiagnosticList.limit {
        all.append(
          Diagnostic(
            .limit(.tooManyErrors),
            "too many errors, the rest is not shown",
            at: diagnostic.primary
          )
        )
      }
      return
    }
    all.append(diagnostic)
  }

  /// The problems in the order of their places.
  package var sorted: [Diagnostic] {
    let end = Int.max
    let indexed = all.enumerated().sorted {
      let left = $0.element.code == .limit(.tooManyErrors) ? end : $0.element.primary?.span.start
      let right = $1.element.code == .limit(.tooManyErrors) ? end : $1.element.primary?.span.start
      return (left ?? -1, $0.offset) < (right ?? -1, $1.offset)
    }
    return indexed.map(\.element)
  }
}
