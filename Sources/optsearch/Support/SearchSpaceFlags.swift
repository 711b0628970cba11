import ArgumentParser
import OptDiagnostics
import OptEvolution
import OptLanguage
import OptProgram

/// The flags that say what programs of a search may be built from.
struct SearchSpaceFlags: ParsableArguments {
  @Option(
    help: "Functions that mutations may write, between commas (default: all but matrix functions).",
    transform: FunctionList.init(argument:)
  )
  var functions: FunctionList?

  @Option(
    help: "Functions to leave out, between commas.",
    transform: FunctionList.init(argument:)
  )
  var without: FunctionList?

  @Flag(help: "Add matrix functions and means of rows and columns to the functions.")
  var matrix = false

  @Option(
    parsing: .unconditional,
    help: "The greatest number of states.",
    transform: wholeNumber(atLeast: 0)
  )
  var maxStates: Int?

  @Option(
    parsing: .unconditional,
    help: "The greatest number of statements, dead ones included.",
    transform: wholeNumber(atLeast: 1)
  )
  var maxStatements: Int?

  @Option(
    parsing: .unconditional,
    help: "The most bytes of state for each parameter.",
    transform: number("a number, not below 0") { $0 >= 0 }
  )
  var maxStateBytes: Double?

  @Option(
    help: ArgumentHelp(
      "What every program must contain, such as 'sign(interp(_, state, _))'; may be repeated.",
      valueName: "pattern"
    ),
    transform: pattern
  )
  var require: [ProgramPattern] = []

  @Option(
    help: ArgumentHelp(
      "What no program may contain, such as sqrt or 'mul(w, _)'; may be repeated.",
      valueName: "pattern"
    ),
    transform: pattern
  )
  var forbid: [ProgramPattern] = []

  func validate() throws {
    if space.operations.isEmpty { throw ValidationError("the search space has no function left") }
  }

  /// Whether one of the flags is there.
  var isGiven: Bool {
    functions != nil || without != nil || matrix || maxStates != nil || maxStatements != nil
      || maxStateBytes != nil || !require.isEmpty || !forbid.isEmpty
  }

  /// The space the flags describe.
  var space: SearchSpace {
    var operations = functions?.operations ?? SearchSpace.standard.operations
    if matrix { operations += SearchSpace.matrixOperations }
    let dropped = without?.operations ?? []
    var space = SearchSpace(operations: operations.filter { !dropped.contains($0) })
    if let maxStates { space.maximumStates = maxStates }
    if let maxStatements { space.maximumStatements = maxStatements }
    space.maximumStateBytes = maxStateBytes
    space.required = require
    space.forbidden = forbid
    return space
  }
}

/// Names of functions between commas.
struct FunctionList {
  let operations: [Opcode]

  /// Reads an argument.
  ///
  /// - Throws: `ValidationError` with a name that is no function's.
  init(argument: String) throws {
    operations = try argument.split(separator: ",").map { name in
      let name = String(name.filter { !$0.isWhitespace })
      guard let opcode = Opcode.named(name) else {
        let near = didYouMean(name, among: Builtins.all.map(\.opcode.name))
        let advice = didYouMeanText(near) ?? "`optsearch explain` lists them"
        throw ValidationError("there is no function `\(name)`; \(advice)")
      }
      return opcode
    }
  }
}

/// Reads a pattern of an argument, and says what is wanted where there is none.
@Sendable
private func pattern(_ argument: String) throws -> ProgramPattern {
  guard let pattern = ProgramPattern(argument) else {
    throw ValidationError(
      "give a function such as sqrt, perhaps with all its arguments as in mul(w, _); they are values, "
        + "functions, `state`, `number` or _"
    )
  }
  return pattern
}
