import OptProgram

/// Which statement each operand of a list of statements gets its value from.
///
/// Each path of the conditions is followed on its own: an operand may have several definitions.
struct Definitions {
  /// A use of a value: the statement and the place of its operand.
  struct Use: Hashable {
    var statement: Int
    var place: Int
  }

  /// Stands for the value at the beginning of the list.
  static let entry = -1

  /// By statement: where its value is used.
  private(set) var uses: [[Use]]

  /// By statement and place: the statements that the operand may get its value from.
  private(set) var sources: [[[Int]]]

  /// By statement: whether its value is the last one of a state or a result on some path.
  private(set) var isFinal: [Bool]

  /// By statement: the paths on which it is executed.
  let paths: [PathSet]

  /// By variable: whether a statement that no path executes reads it.
  private(set) var isReadNowhere: [Bool]

  /// The definitions of a list of a program's statements.
  init(_ instructions: [Instruction], of program: Program) {
    uses = Array(repeating: [], count: instructions.count)
    sources = instructions.map { Array(repeating: [], count: $0.operandCount) }
    isFinal = Array(repeating: false, count: instructions.count)
    isReadNowhere = Array(repeating: false, count: program.variables.count)
    paths = instructions.map { instruction in
      let literals = instruction.guardIndex.map { program.guards[Int($0)] } ?? []
      return literals.reduce(PathSet.all) { $0.intersection(PathSet($1)) }
    }
    for path in 0..<1 << program.conditions.count { follow(path, instructions, program) }
    for (index, instruction) in instructions.enumerated() where paths[index].isEmpty {
      instruction.forEachOperand { operand in
        if case .variable(let variable) = operand { isReadNowhere[Int(variable.index)] = true }
      }
    }
  }

  private mutating func follow(_ path: Int, _ instructions: [Instruction], _ program: Program) {
    var latest = Array(repeating: Definitions.entry, count: program.variables.count)
    for (index, instruction) in instructions.enumerated() where paths[index].contains(path) {
      for place in 0..<instruction.operandCount {
        guard case .variable(let variable) = instruction[place] else { continue }
        let source = latest[Int(variable.index)]
        guard !sources[index][place].contains(source) else { continue }
        sources[index][place].append(source)
        guard source != Definitions.entry else { continue }
        uses[source].append(Use(statement: index, place: place))
      }
      latest[Int(instruction.target.index)] = index
    }
    for (variable, source) in latest.enumerated() where source != Definitions.entry {
      if program.variables[variable].role != .local { isFinal[source] = true }
    }
  }

  /// The statement an operand always gets its value from, nil if there are several or none.
  func source(of place: Int, in statement: Int) -> Int? {
    let all = sources[statement][place]
    return all.count == 1 && all[0] != Definitions.entry ? all[0] : nil
  }
}
