import ArgumentParser
import OptEvolution
import OptProgram

/// The flags that say what programs of a search may be built from.
struct SearchSpaceFlags: ParsableArguments {
  @Option(
    help: "Functions that mutations may write, between commas (default: all but matrix functions)."
  )
  var functions: FunctionList?

  @Option(help: "Functions to leave out, between commas.")
  var without: FunctionList?

  @Flag(help: "Add matrix functions and means of rows and columns to the functions.")
  var matrix = false

  @Option(help: "The greatest number of states.")
  var maxStates: Int?

  @Option(help: "The greatest number of statements, dead ones included.")
  var maxStatements: Int?

  @Option(help: "The most bytes of state for each parameter.")
  var maxStateBytes: Double?

  @Option(
    help: ArgumentHelp(
      "What every program must contain, such as 'sign(interp(_, state, _))'; may be repeated.",
      valueName: "pattern"
    )
  )
  var require: [ProgramPattern] = []

  @Option(
    help: ArgumentHelp(
      "What no program may contain, such as sqrt or 'mul(w, _)'; may be repeated.",
      valueName: "pattern"
    )
  )
  var forbid: [ProgramPattern] = []

  func validate() throws {
    if let maxStates, maxStates < 0 { throw ValidationError("--max-states must not be negative") }
    if let maxStatements, maxStatements < 1 {
      throw ValidationError("--max-statements must be at least 1")
    }
    if let maxStateBytes, maxStateBytes < 0 {
      throw ValidationError("--max-state-bytes must not be negative")
    }
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
struct FunctionList: ExpressibleByArgument {
  let operations: [Opcode]

  init?(argument: String) {
    var operations: [Opcode] = []
    for name in argument.split(separator: ",") {
      let name = name.filter { !$0.isWhitespace }
      guard let opcode = Opcode.named(String(name)) else { return nil }
      operations.append(opcode)
    }
    self.operations = operations
  }
}
