/// How new programs come about.
public enum SearchStrategy: String, CaseIterable, Hashable, Sendable, Codable {
  /// Mutation and selection.
  case evolve
  /// Mutation of the start, without selection: a baseline.
  case random
  /// Mutation of numbers and selection: a baseline.
  case constants
}

/// When a search ends.
public enum SearchBudget: Hashable, Sendable, Codable {
  /// After a number of children, cached ones included.
  case programs(Int)
  /// After the batch in which a number of trainings is reached, those of validations included.
  case trainings(Int)
  /// After a wall time with everything included: tuning, search and the final table.
  case seconds(Double)
}

/// The size of the final comparison.
public struct FinalComparison: Hashable, Sendable, Codable {
  /// Trainings to tune each rule.
  public var tuningTrainings = 60

  /// Fresh seeds of each rule.
  public var seeds = 20

  /// The standard size.
  public init() {}
}

/// Everything that decides the course of a search beside its start and its tasks' data.
///
/// Two searches of one configuration, start and seed write the same journal (times aside) for a budget
/// counted in programs, whatever the number of threads.
public struct SearchConfiguration: Hashable, Sendable, Codable {
  /// The seed of all random numbers.
  public var seed: UInt64 = 0

  /// When the search ends.
  public var budget = SearchBudget.seconds(60)

  /// How new programs come about.
  public var strategy = SearchStrategy.evolve

  /// Worker threads; they change the time and nothing else.
  public var threads = 1

  /// What programs may be built from.
  public var space = SearchSpace.standard

  /// How often each mutation is drawn.
  public var mutationWeights = MutationWeights.standard

  /// Members of all islands together.
  public var population = 96

  /// Populations that exchange their best members now and then.
  public var islands = 2

  /// Members drawn to find one parent.
  public var tournament = 4

  /// Children between two looks at the population: all of a batch have parents from before it.
  public var batchSize = 128

  /// Batches between two exchanges of islands.
  public var migrationInterval = 16

  /// Children of 100 that only move the numbers of one of the best programs.
  public var refinementPercent = 10

  /// Places of a batch that are given to the best programs so far, which are measured once more.
  ///
  /// Every batch has seeds of its own, so luck does not stay: with the same seeds for a whole search its
  /// scores rise, and scores on fresh seeds do not follow.
  public var elite = 16

  /// Quantiles of the population's scores: a new program whose mean reaches the first is evaluated once
  /// more on fresh seeds, then if it reaches the second, and so on.
  public var raceQuantiles = [0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.9]

  /// The greatest number of evaluations behind the score of a program that is measured again and again.
  public var reevaluations = 64

  /// How far below the population's worst fifth the first trainings may lie before the rest is left out.
  public var hurdleMargin = 0.4

  /// Children between two validations.
  public var validationInterval = 2_048

  /// Programs measured in each validation, the best that were not yet.
  public var validationCandidates = 4

  /// Seeds of a validation.
  public var validationRepetitions = 4

  /// Programs compared at the end, from which the result is chosen in rounds: a third goes on to the next
  /// round, which has three times the seeds.
  public var finalists = 24

  /// Rounds of that comparison; the first has the seeds of a validation.
  public var finalRounds = 3

  /// Children without a better validation before the islands are filled anew.
  public var restartPatience = 50_000

  /// How a program's trainings become its score.
  public var scoring = ScoringConfiguration()

  /// How the result is compared with known rules at the end.
  public var comparison = FinalComparison()

  /// The standard configuration.
  public init() {}

  /// Places of a batch that the best programs get: most of a small one is left to new programs.
  package var copies: Int { min(elite, batchSize / 8) }

  /// More evaluations than a program gets in one batch: the seeds of two batches differ.
  package var repetitionsOfBatch: Int { raceQuantiles.count + 1 }

  /// Repetitions of validations that choose the result, at most.
  package var finalRepetitions: Int {
    finalField.reduce(0) { $0 + $1.programs * $1.repetitions }
  }

  /// The number of programs in each round of the choice, and how often each is validated in it.
  package var finalField: [(programs: Int, repetitions: Int)] {
    var round = (programs: finalists, repetitions: validationRepetitions)
    return (0..<finalRounds).map { _ in
      defer { round = ((round.programs + 2) / 3, round.repetitions * 3) }
      return round
    }
  }

  /// The number of members of one island.
  package var membersPerIsland: Int { max(1, population / max(1, islands)) }
}
