/// The commands of the REPL, all beginning with a colon.
enum ReplCommand: String, CaseIterable {
  case help
  case step
  case trace
  case rule
  case flat
  case set
  case sample
  case load
  case save
  case undo
  case restart
  case clear
  case run
  case compare
  case quit

  /// The command with its arguments, as `:help` shows it.
  var usage: String {
    switch self {
    case .help: ":help"
    case .step: ":step [N]"
    case .trace: ":trace"
    case .rule: ":rule"
    case .flat: ":flat"
    case .set: ":set NAME = VALUE"
    case .sample: ":sample [normal|uniform|ones|zeros] [4x3]"
    case .load: ":load RULE"
    case .save: ":save FILE [--force]"
    case .undo: ":undo"
    case .restart: ":restart"
    case .clear: ":clear"
    case .run: ":run TASK"
    case .compare: ":compare RULE... [TASK]"
    case .quit: ":quit"
    }
  }

  /// What the command does.
  var summary: String {
    switch self {
    case .help: "this list"
    case .step: "takes N steps (default 1) of the rule on the sample"
    case .trace: "every statement's value in the last step; flags the first that is not finite"
    case .rule: "the rule so far"
    case .flat: "the rule as a flat program"
    case .set: "gives a hyperparameter, or lr, a value"
    case .sample: "draws another sample tensor"
    case .load: "takes a rule from FILE.opt, FILE.opt:NAME or by a shipped rule's name"
    case .save: "writes the rule to a new file"
    case .undo: "takes the last change of the rule back"
    case .restart: "forgets the steps taken"
    case .clear: "begins with an empty rule"
    case .run: "trains a task with the rule and draws the curve"
    case .compare: "compares the rule with others on a task (default digits-mlp)"
    case .quit: "leaves, as Ctrl-D does"
    }
  }

  /// The list of commands.
  static var overview: String {
    var table = Table([("type", .left), ("", .left)])
    table.append(["name = expression", "a statement of the rule; its value is shown"])
    table.append(["state m", "a declaration"])
    table.append(["expression", "a value, which is not kept"])
    for command in allCases { table.append([command.usage, command.summary]) }
    return table.text
  }
}
