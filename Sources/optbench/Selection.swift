public import ArgumentParser
import OptDiagnostics
import OptLanguage
import OptProgram
public import OptRuntime
import OptTasks

extension Backend: ExpressibleByArgument {}

/// The program of a rule that ships.
func shippedRule(named name: String) throws -> Program {
  let source = ShippedRules.source(named: name) ?? ""
  let rules = Compiler.compile(SourceFile(path: name, text: source)).rules
  guard let rule = rules.first else { throw ValidationError("there is no rule \(name)") }
  return rule.program
}

/// The tasks of a list of names between commas; of an empty one all of the smallest size.
func selectedTasks(_ names: String) throws -> [ProxyTask] {
  if names.isEmpty { return TaskCatalog.all.filter { $0.size == 1 } }
  return try names.split(separator: ",").map { name in
    guard let task = TaskCatalog.task(named: String(name)) else {
      throw ValidationError("there is no task \(name)")
    }
    return task
  }
}
