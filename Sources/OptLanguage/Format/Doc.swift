/// A text with the places where its lines may break (Wadler 2003, "A prettier printer").
indirect enum Doc: Sendable {
  case text(String)
  /// A comment, which reaches to the end of its line and never makes a group break.
  case comment(String)
  /// A blank, or a line end in a broken group.
  case line
  /// Nothing, or a line end in a broken group.
  case softLine
  /// A line end always; breaks the groups around it.
  case hardLine
  case indent(Doc)
  /// On one line if that fits, else with all its own lines broken.
  case group(Doc)
  case ifBroken(Doc, otherwise: Doc)
  case concat([Doc])

  static let empty = Doc.concat([])

  static func + (left: Doc, right: Doc) -> Doc { .concat([left, right]) }
}

extension Doc: ExpressibleByStringLiteral {
  init(stringLiteral value: String) { self = .text(value) }
}

extension Sequence<Doc> {
  func joined(by separator: Doc) -> Doc {
    var parts: [Doc] = []
    for doc in self {
      if !parts.isEmpty { parts.append(separator) }
      parts.append(doc)
    }
    return .concat(parts)
  }
}

/// Prints documents of a width.
struct DocPrinter {
  private struct Piece {
    var indentation: Int
    var isBroken: Bool
    var doc: Doc

    /// What an indented, conditional or compound piece consists of, last part first.
    var parts: [Piece] {
      switch doc {
      case .indent(let inner):
        [Piece(indentation: indentation + 2, isBroken: isBroken, doc: inner)]
      case .ifBroken(let broken, let otherwise):
        [Piece(indentation: indentation, isBroken: isBroken, doc: isBroken ? broken : otherwise)]
      case .concat(let docs):
        docs.reversed().map { Piece(indentation: indentation, isBroken: isBroken, doc: $0) }
      case .text, .comment, .line, .softLine, .hardLine, .group: [self]
      }
    }
  }

  private let width: Int
  private var output = ""
  private var column = 0
  private var indentation = 0

  private init(width: Int) { self.width = width }

  static func print(_ doc: Doc, width: Int = 100) -> String {
    var printer = DocPrinter(width: width)
    printer.print(doc)
    return printer.output
  }

  private mutating func print(_ doc: Doc) {
    var stack = [Piece(indentation: 0, isBroken: true, doc: doc)]
    while let piece = stack.popLast() {
      switch piece.doc {
      case .text(let text), .comment(let text):
        write(text)
      case .line where !piece.isBroken:
        write(" ")
      case .softLine where !piece.isBroken:
        break
      case .line, .softLine, .hardLine:
        output += "\n"
        column = piece.indentation
        indentation = piece.indentation
      case .group(let inner):
        var part = Piece(indentation: piece.indentation, isBroken: false, doc: inner)
        part.isBroken = piece.isBroken && !fits(part, before: stack)
        stack.append(part)
      case .indent, .ifBroken, .concat:
        stack += piece.parts
      }
    }
  }

  // Indentation is written with the first text of a line, so that empty lines stay empty.
  private mutating func write(_ text: String) {
    guard !text.isEmpty else { return }
    output += String(repeating: " ", count: indentation)
    indentation = 0
    output += text
    column += text.utf8.count
  }

  /// Whether a piece, and what follows it up to the next line end, fits on the line.
  private func fits(_ piece: Piece, before rest: [Piece]) -> Bool {
    var space = width - column
    var stack = [piece]
    var next = rest.count
    while space >= 0 {
      guard let piece = stack.popLast() else {
        next -= 1
        guard next >= 0 else { return true }
        stack.append(rest[next])
        continue
      }
      switch piece.doc {
      case .text(let text): space -= text.utf8.count
      case .comment: break
      case .line where !piece.isBroken: space -= 1
      case .softLine where !piece.isBroken: break
      case .hardLine where !piece.isBroken: return false
      case .line, .softLine, .hardLine: return true
      // What follows may break at its first chance.
      case .group(let inner):
        stack.append(Piece(indentation: 0, isBroken: piece.isBroken, doc: inner))
      case .indent, .ifBroken, .concat: stack += piece.parts
      }
    }
    return false
  }
}
