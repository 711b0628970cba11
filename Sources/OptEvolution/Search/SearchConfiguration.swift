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
  public var population = 256

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

  /// Quantiles of the population's scores: a new program whose mean reaches the first is evaluated once
  /// more on fresh seeds, then if it reaches the second, and so on.
  public var raceQuantiles = [0.5, 0.8, 0.9]

  /// The greatest number of evaluations behind the score of a good program that is found again and again.
  public var reevaluations = 8

  /// How far below the population's worst fifth the first trainings may lie before the rest is left out.
  public var hurdleMargin = 0.4

  /// Children between two validations.
  public var validationInterval = 2_048

  /// Batches that are trained with the same seeds.
  ///
  /// With one set of seeds for a whole search, programs come to fit these seeds' initial weights and
  /// divisions of the data: search scores rise and validation does not follow. New seeds cost trainings of
  /// the baseline.
  public var seasonLength = 8

  /// Programs measured in each validation, the best that were not yet.
  public var validationCandidates = 4

  /// Seeds of a validation.
  public var validationRepetitions = 4

  /// Programs compared at the end, from which the result is chosen.
  public var finalists = 6

  /// Seeds of that comparison.
  public var finalRepetitions = 12

  /// Children without a better validation before the islands are filled anew.
  public var restartPatience = 50_000

  /// How a program's trainings become its score.
  public var scoring = ScoringConfiguration()

  /// How the result is compared with known rules at the end.
  public var comparison = FinalComparison()

  /// The standard configuration.
  public init() {}

  /// More evaluations than a program ever gets: the seeds of two seasons differ.
  package var repetitionsOfSeason: Int { reevaluations + raceQuantiles.count + 1 }

  /// The number of members of one island.
  package var membersPerIsland: Int { max(1, population / max(1, islands)) }
}
