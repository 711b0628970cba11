import Testing

@testable import OptEvolution

struct SelectionBudgetTests {
  /// Wall seconds of a training on two busy cores.
  private static let held = [
    "digits-cnn@10": 1.05, "genesis-lm@10": 5.2, "digits-autoencoder@10": 0.09, "wine-mlp@10": 0.01,
  ]

  /// A budget whose trainings take exactly what was timed.
  private func budget(
    _ seconds: Double?,
    _ costs: [String: Double] = ["a": 0.1, "b": 0.4],
    heldOut: [String] = ["b", "a"],
    margin: Double? = 1,
    _ change: (inout SelectionConfiguration) -> Void = { _ in }
  ) -> SelectionBudget {
    var configuration = SelectionConfiguration(tasks: [])
    configuration.heldOut = heldOut
    configuration.seeds = 10
    configuration.budget = seconds
    change(&configuration)
    var budget = SelectionBudget(configuration, references: 2)
    for (task, seconds) in costs { budget.add(timing: seconds, of: task) }
    if margin != nil { budget.correctMargin(spent: 0, timed: 1e12) }
    return budget
  }

  private func table(_ budget: SelectionBudget, within limit: Double?) -> FinalTable {
    budget.tuned(budget.leastTable(finalists: 2, within: limit), within: limit)
  }

  @Test func `a table has everything where there is time or no limit`() {
    let everything = FinalTable(tasks: ["a", "b"], tuningTrainings: [60, 60], finalists: 2)
    #expect(table(budget(nil), within: nil) == everything)
    #expect(table(budget(1000), within: 140) == everything)
    #expect(abs(budget(1000).cost(everything) - 140) < 1e-9)
    #expect(everything.concessions(to: everything).isEmpty)
  }

  @Test func `tuning is given up first, on the slowest task before the others`() {
    #expect(table(budget(1000), within: 139.9).tuningTrainings == [60, 59])
    #expect(table(budget(1000), within: 80).tuningTrainings == [60, 22])
    #expect(table(budget(1000), within: 72.9).tuningTrainings == [60, 18])
    #expect(table(budget(1000), within: 60.1).tuningTrainings == [28, 18])
    let least = table(budget(1000), within: 56.1)
    #expect(least == FinalTable(tasks: ["a", "b"], tuningTrainings: [18, 18], finalists: 2))
    // Nothing is won on a task that takes 1.4 % of the budget.
    #expect(table(budget(2000), within: 60.1).tuningTrainings == [60, 18])
    let few = budget(1000) { $0.tuningTrainings = 5 }
    #expect(table(few, within: 30.1).tuningTrainings == [5, 5])
  }

  @Test func `then a finalist is given up, and what is left tunes`() {
    let narrow = table(budget(1000), within: 55.9)
    #expect(narrow == FinalTable(tasks: ["a", "b"], tuningTrainings: [60, 19], finalists: 1))
    #expect(table(budget(1000), within: 42.1).finalists == 1)
  }

  @Test func `a task is given up last, the slowest first, and a finalist comes back`() {
    let without = table(budget(1000), within: 41.9)
    #expect(without == FinalTable(tasks: ["a"], tuningTrainings: [60], finalists: 2))
    #expect(
      table(budget(1000), within: 0)
        == FinalTable(tasks: ["a"], tuningTrainings: [18], finalists: 1)
    )
  }

  @Test func `the note says what was given up`() {
    let wanted = FinalTable(tasks: ["b", "a", "c"], tuningTrainings: [60, 60, 60], finalists: 2)
    let table = FinalTable(tasks: ["a", "c"], tuningTrainings: [24, 60], finalists: 1)
    #expect(
      table.concessions(to: wanted) == [
        "the budget does not allow b", "the budget allows 1 of 2 finalists",
        "the budget allows 24 (a) of 60 trainings to tune a rule",
      ]
    )
  }

  @Test(arguments: [nil, 1.0])
  func `the language model stays in a selection of 25 minutes`(margin: Double?) {
    let tasks = SelectionConfiguration(tasks: []).heldOut
    let budget = budget(1500, Self.held, heldOut: tasks, margin: margin) { $0.seeds = 12 }
    let left = budget.left(elapsed: 592)
    let table = table(budget, within: left)
    #expect(table.tasks == tasks.sorted { Self.held[$0, default: 0] < Self.held[$1, default: 0] })
    #expect(table.finalists == 2)
    #expect(table.tuningTrainings[3] == 18)
    #expect(table.tuningTrainings[0] == 60)
    #expect(budget.cost(table) <= 908)
    // Half as long a training, and the others keep all their tuning.
    var costs = Self.held
    costs["genesis-lm@10"] = 2.6
    let faster = self.budget(1500, costs, heldOut: tasks, margin: margin) { $0.seeds = 12 }
    let tuned = self.table(faster, within: left).tuningTrainings
    #expect(tuned[3] >= 30 && tuned[..<3].allSatisfy { $0 == 60 })
  }

  @Test func `what is left to make may be nothing, and may take a little more than the budget`() {
    let budget = budget(100)
    func possible(_ tasks: [String], within limit: Double) -> [String] {
      let table = budget.leastTable(of: tasks, finalists: 1)
      return budget.possible(table, isFirst: false, within: limit).tasks
    }
    #expect(possible(["b", "a"], within: 42.1) == ["a", "b"])
    #expect(possible(["b", "a"], within: 41.9) == ["a"])
    #expect(possible(["b", "a"], within: 0) == [])
    // Alone, a task is tried where it is possible on a machine that is a little less busy.
    #expect(possible(["b"], within: 26.9) == ["b"])
    #expect(possible(["b"], within: 26.8) == [])
    #expect(abs((budget.latestEnd ?? 0) - 104) < 1e-9)
    #expect(self.budget(nil).latestEnd == nil)
    // 28 trainings of each of three rules, at 0.4 s and 0.1 s.
    #expect(budget.isLong("b", finalists: 1))
    #expect(!budget.isLong("a", finalists: 1))
    #expect(budget.isLong("a", finalists: 2))
    #expect(!self.budget(nil).isLong("b", finalists: 2))
  }

  @Test func `a task that is timed again is as slow as it is now`() {
    var budget = budget(1000, margin: nil)
    budget.correctMargin(spent: 300, timed: 200)
    #expect(abs(budget.secondsOfTraining("b") - 0.4 * 1.15 * 4 / 3) < 1e-9)
    budget.add(timing: 0.6, of: "b")
    #expect(abs(budget.secondsOfTraining("b") - 0.6 * 1.15) < 1e-9)
    #expect(abs(budget.secondsOfTraining("a") - 0.1 * 1.15 * 4 / 3) < 1e-9)
    // Tables that go on at the same speed change nothing.
    budget.correctMargin(spent: 300 + 400, timed: 200 + 300)
    #expect(abs(budget.secondsOfTraining("b") - 0.6 * 1.15) < 1e-9)
  }

  @Test func `stages have what the least final table leaves`() {
    let budget = budget(200) { $0.simplifies = true }
    #expect(abs(budget.finalReserve(finalists: 2) - 56) < 1e-9)
    #expect(budget.simplificationSeconds == 30)
    // Not more than a part of the budget, so that programs are tested at all.
    #expect(abs(self.budget(70).finalReserve(finalists: 2) - 42) < 1e-9)
    func candidates(_ elapsed: Double, stagesLeft: Int) -> Int {
      budget.candidates(8, costOfOne: 10, elapsed: elapsed, reserve: 80, stagesLeft: stagesLeft)
    }
    #expect(abs(budget.cost(ofStage: ["a", "b"]) - 35) < 1e-9)
    #expect(candidates(0, stagesLeft: 3) == 3)
    #expect(candidates(0, stagesLeft: 1) == 8)
    #expect(candidates(90, stagesLeft: 1) == 2)
    #expect(candidates(105, stagesLeft: 1) == 0)
    #expect(budget.end(ofOneOf: 2, elapsed: 50, reserve: 40) == 105)
    #expect(budget.end(ofOneOf: 1, elapsed: 55, reserve: 40) == 160)
    let free = self.budget(nil)
    #expect(
      free.candidates(8, costOfOne: 0, elapsed: 1e9, reserve: 1e9, stagesLeft: 1) == 8
    )
  }

  @Test func `tables that were made correct the margin as far as they are long`() {
    func margin(_ spent: Double, _ timed: Double) -> Double {
      var budget = budget(1000, margin: nil)
      budget.correctMargin(spent: spent, timed: timed)
      return budget.margin
    }
    #expect(budget(1000, margin: nil).margin == 1.15)
    #expect(abs(margin(300, 300) - 1.15) < 1e-9)
    #expect(abs(margin(300, 200) - 1.15 * 4 / 3) < 1e-9)
    #expect(margin(3, 2) < 1.17)
    #expect(margin(100, 900) == 1)
    #expect(margin(900, 10) == 2)
  }
}
