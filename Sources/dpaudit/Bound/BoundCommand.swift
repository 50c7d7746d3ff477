internal import ArgumentParser
internal import Evidence
internal import Foundation
internal import PrivacyAccounting
internal import PrivacyModel
internal import Reporting
internal import RunStore
internal import ScoreReading

/// `dpaudit bound`: what scores of a membership attack show of ε, whoever made them.
struct BoundCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bound", abstract: "Turns the scores of a membership attack into lower bounds on ε.",
    discussion: """
      SCORES is a .csv, .jsonl or .json of scores and memberships (or of two arms, in and out), an .npz of such arrays, \
      an .npy with --memberships or --out-scores, or the .sqlite of a run; in its place, the four counts of a threshold that was fixed \
      beforehand. Larger scores mean more likely included. All methods are shown; the one of --method, which has to be \
      chosen before looking, spends the significance and decides on a claim; rank-grid decides on the whole curve of a \
      claim at once, at no further cost. \
      Exit status with a claim: 0 not refuted, 1 refuted. Without: 0. In either case 2 if a file or the command line \
      cannot be used.
      """)

  @Argument(help: "A file of scores.")
  var scores: String?

  @Option(help: "The memberships of an .npy of scores.")
  var memberships: String?

  @Option(help: "The scores of the excluded, an .npy, beside an .npy of those of the included.")
  var outScores: String?

  @Option(help: "The column, key or array of the scores. Default: the first of the usual names.")
  var scoreColumn: String?

  @Option(help: "The column, key or array of the memberships. Default: the first of the usual names.")
  var membershipColumn: String?

  @Option(help: "How a candidate without a score counts: refuse, excluded or included.")
  var failures = ScoreColumns.FailureRule.refuse

  @Option(help: "True positives of a threshold fixed beforehand: included, read as included.")
  var tp: Int?

  @Option(help: "False negatives: included, read as excluded.")
  var fn: Int?

  @Option(help: "False positives: excluded, read as included.")
  var fp: Int?

  @Option(help: "True negatives: excluded, read as excluded.")
  var tn: Int?

  @Option(parsing: .unconditional, help: "The δ at which ε is bounded, from 0 to less than 1.")
  var delta: Double

  @Option(help: "Which datasets are neighbours: add-or-remove, replace-one or zero-out.")
  var adjacency = Adjacency.addOrRemove

  @Option(parsing: .unconditional, help: "The probability that the decisive bound exceeds the true ε.")
  var significance = 0.05

  @Option(help: "The decisive method, by the name in the table.")
  var method: BoundMethod?

  @Option(parsing: .unconditional, help: "A threshold that was fixed before the scores were seen.")
  var threshold: Double?

  @Option(
    help: """
      What is taken for true beside the theorems, so that methods that rest on it may decide: \
      \(BoundAssumption.allCases.map(\.rawValue).joined(separator: ", ")).
      """)
  var assume: [BoundAssumption] = []

  @Option(help: "How many candidates one-run methods guess at, half on either side. Default: a grid that is paid for.")
  var guesses: Int?

  @Flag(help: "Every candidate was included by a fair coin of its own: methods about guesses apply.")
  var fairCoins = false

  @OptionGroup(title: "Claim") var claim: ClaimOptions

  @Flag(help: "Print a JSON object instead of a table.")
  var json = false

  func run() throws {
    let delta = try checked(delta, "--delta", in: .halfOpenUnitInterval)
    let significance = try checked(significance, "--significance", in: .significance)
    guard threshold?.isFinite ?? true else {
      throw InvalidValue(key: "--threshold", allowed: "a finite number", got: "\(threshold ?? .nan)")
    }
    let claimed = try claim.claimed(delta: delta, adjacency: adjacency)
    let question = BoundQuestion(
      delta: claimed?.tested.delta ?? delta, adjacency: adjacency, significance: significance, hasFairCoins: fairCoins,
      threshold: threshold,
      guesses: try guesses.map {
        let guesses = try checked($0, "--guesses", in: 1...1_000_000_000)
        return GuessCounts(included: (guesses + 1) / 2, excluded: guesses / 2)
      }, claimedEpsilon: claimed?.tested.epsilon ?? 1, assumptions: assume)
    let (table, curveTest) = try bounds(question, claimedCurve: claimed?.curve)
    print(
      json
        ? try jsonText(table, claim: claimed?.tested.epsilon, curveTest: curveTest)
        : text(table, claimed: claimed, curveTest: curveTest), terminator: "")
    guard let claimed else { return }
    if table.decisiveEpsilon > claimed.tested.epsilon || curveTest?.isRefuted == true { throw ExitStatus.refuted }
  }

  /// The bounds, and the test of a claimed curve that has more than one point where ranks are decisive.
  private func bounds(
    _ question: BoundQuestion, claimedCurve: TradeOffCurve?
  ) throws -> (table: BoundTable, curveTest: CurveTest?) {
    let counts = [tp, fn, fp, tn]
    guard let scores else {
      guard let tp, let fn, let fp, let tn else {
        throw InvalidValue(
          key: "the scores", allowed: "a file, or all four of --tp, --fn, --fp and --tn",
          got: counts.allSatisfy { $0 == nil } ? "neither" : "some of them")
      }
      for (name, count) in [("--tp", tp), ("--fn", fn), ("--fp", fp), ("--tn", tn)] {
        _ = try checked(count, name, in: 0...1_000_000_000_000)
      }
      guard method == nil, guesses == nil, threshold == nil, memberships == nil, outScores == nil else {
        throw InvalidValue(
          key: "--method, --guesses, --threshold, --memberships and --out-scores",
          allowed: "given with a file of scores",
          got: "counts, which clopper-pearson decides")
      }
      guard tp + fn > 0, fp + tn > 0 else {
        throw InvalidValue(key: "either arm", allowed: "of at least one trial", got: "none")
      }
      let table = try boundTable(
        falseNegatives: BinomialCount(successes: fn, of: tp + fn),
        falsePositives: BinomialCount(successes: fp, of: fp + tn), question)
      return (table, nil)
    }
    guard counts.allSatisfy({ $0 == nil }) else {
      throw InvalidValue(key: "--tp, --fn, --fp and --tn", allowed: "left out beside a file", got: "given")
    }
    let (read, hasFixedTrials) = try readScores(scores)
    let question = question.with(hasFixedTrials: hasFixedTrials)
    let included = read.memberships.count { $0 == .included }
    guard included > 0, included < read.count else {
      throw UnusableFile(
        file: scores, reason: "both arms need a score, got \(included) included and \(read.count - included) excluded")
    }
    guard guesses ?? 0 <= read.count else {
      throw InvalidValue(key: "--guesses", allowed: "at most the \(read.count) candidates", got: "\(guesses ?? 0)")
    }
    // Of neighbours that differ in one record.
    let family = try (claim.groupSize ?? 1 > 1 ? nil : claim.event()).map {
      TradeOffFamily(of: $0, delta: question.delta, adjacency: adjacency)
    }
    let table = try boundTable(
      read, question, decisive: method ?? (hasFixedTrials ? .rankGrid : .sequential), family: family)
    guard let claimedCurve, claimedCurve.points.count > 1, table.decisive == BoundMethod.rankGrid.name else {
      return (table, nil)
    }
    let test = try rankGridTest(
      of: claimedCurve, ScoreArms(read), significance: question.significance, tieBreakingSeed: question.tieBreakingSeed)
    return (table, test)
  }

  /// The scores, and whether their number was fixed before any was seen, as is taken for granted of a file of scores.
  private func readScores(_ path: String) throws -> (scores: MembershipScores, hasFixedTrials: Bool) {
    let file = URL(filePath: path)
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: file.path, isDirectory: &isFolder) else {
      throw UnusableFile(file: path, reason: "there is no such file")
    }
    guard !isFolder.boolValue else { throw UnusableFile(file: path, reason: "it is a folder") }
    guard memberships == nil || file.pathExtension.lowercased() == "npy" else {
      throw InvalidValue(key: "--memberships", allowed: "given with an .npy of scores", got: "\(path)")
    }
    guard outScores == nil || file.pathExtension.lowercased() == "npy" else {
      throw InvalidValue(key: "--out-scores", allowed: "given with an .npy of scores", got: "\(path)")
    }
    if file.pathExtension == "sqlite" { return try readRun(file) }
    let scores = try ScoreReading.readScores(
      file, memberships: memberships.map { URL(filePath: $0) }, excluded: outScores.map { URL(filePath: $0) },
      columns: ScoreColumns(score: scoreColumn, membership: membershipColumn, failures: failures))
    return (scores, true)
  }

  /// Of a game that its scores stopped, the trials up to there: what else was in play at that moment is left to chance.
  private func readRun(_ file: URL) throws -> (scores: MembershipScores, hasFixedTrials: Bool) {
    struct Pairs: Decodable { let pairs: Int }
    let (specification, state) = try RunFile.record(at: file)
    guard let audit = try? JSONDecoder().decode(AuditSpecification.self, from: Data(specification.utf8)) else {
      throw UnusableFile(file: file.relativePath, reason: "its specification is not one that this dpaudit knows")
    }
    guard audit.game.candidates == 1 else {
      throw UnusableFile(
        file: file.relativePath,
        reason: "its runs had several candidates each, which are no independent trials; dpaudit run weighs them")
    }
    let blocks = try RunFile.blocks(at: file)
    guard audit.evidence.allowsMoreTrials else { return (MembershipScores(blocks), true) }
    let pairs = try state.map { try JSONDecoder().decode(Pairs.self, from: Data($0.utf8)).pairs } ?? 0
    return (MembershipScores(blocks, before: 2 * pairs), false)
  }

  private func text(_ table: BoundTable, claimed: ClaimedPrivacy?, curveTest: CurveTest?) -> String {
    guard let claimed else { return boundTableText(table) }
    var lines = [boundClaimLine(table, claim: claimed.tested.epsilon)]
    if claimed.stated != claimed.tested {
      lines.insert(conversionLine(from: claimed.stated, to: claimed.tested), at: 0)
    }
    if let curveTest {
      lines.append(curveTestLine(curveTest))
    } else if claimed.curve.points.count > 1 {
      lines.append("the claimed curve was tested at this δ alone; rank-grid on a file of scores tests it as a whole")
    }
    return boundTableText(table) + lines.map { $0 + "\n" }.joined()
  }
}

extension ScoreColumns.FailureRule: ExpressibleByArgument {}
extension BoundMethod: ExpressibleByArgument {}
extension BoundAssumption: ExpressibleByArgument {}
