internal import Foundation
internal import PrivacyModel

/// The receiver operating characteristic on logarithmic axes, with the limits that the claim and the mechanism's own event
/// set.
struct ROCFigure {
  private let outcome: AuditOutcome
  /// Where both axes begin: half of the smallest rate that the trials can tell from 0.
  let floor: Double

  init(_ outcome: AuditOutcome) {
    self.outcome = outcome
    let rates = outcome.rocCurve.flatMap { [$0.falsePositiveRate, $0.truePositiveRate] }.filter { $0 > 0 }
    let steps = [outcome.trials.weighed.included, outcome.trials.weighed.excluded].map { 1 / Double($0) }
    floor = min(0.05, max(1e-15, (rates + steps).min() ?? 1) / 2)
  }

  var script: String {
    return """
      \(FigureStyle.preamble)
      set logscale xy
      set xrange [\(floor):1]
      set yrange [\(floor):1]
      set xtics \(LogTicks(from: floor).script)
      set ytics \(LogTicks(from: floor).script)
      set xlabel 'False positive rate' textcolor rgb '\(FigureStyle.ink)'
      set ylabel 'True positive rate' textcolor rgb '\(FigureStyle.ink)'
      set title \(quoted("\(outcome.specification.name): attack against claim")) noenhanced
      set key bottom right Left reverse width -12
      \(dataBlock("limit", limit))
      \(dataBlock("attack", curve))
      \(dataBlock("mechanism", mechanismLimit))
      \(point)
      plot $limit with filledcurves y=1 fillcolor rgb '\(FigureStyle.claim)' fillstyle transparent solid 0.1 noborder \
      notitle, \
      x with lines linewidth 1.5 dashtype (6,5) linecolor rgb '\(FigureStyle.chance)' title 'chance', \
      $limit with lines linewidth 2 linecolor rgb '\(FigureStyle.claim)' \
      title \(quoted(limitTitle)) noenhanced, \
      \(([mechanismCurve, attackCurve, pointWithBars].compactMap(\.self)).joined(separator: ", "))
      """
  }

  /// Steps, because a threshold between two points reaches no more than the lower one. Nothing where there is no curve.
  private var attackCurve: String? {
    outcome.rocCurve.isEmpty
      ? nil : "$attack with steps linewidth 2 linecolor rgb '\(FigureStyle.included)' title 'attack'"
  }

  private var limit: [(x: Double, y: Double)] {
    sampled {
      outcome.claimedCurve?.largestTruePositiveRate(atFalsePositiveRate: $0)
        ?? outcome.claim.largestTruePositiveRate(atFalsePositiveRate: $0)
    }
  }

  private var limitTitle: String {
    outcome.claimedCurve == nil
      ? "limit of the claim: ε = \(EpsilonTexts(outcome).claimed), δ = \(exactText(outcome.claim.delta))"
      : "limit of the claim, at every δ"
  }

  /// What no attack on the mechanism as it says it is can exceed.
  private var mechanismCurve: String? {
    outcome.tradeOff == nil || outcome.tradeOff == outcome.claimedCurve
      ? nil
      : "$mechanism with lines linewidth 2 dashtype (2,3) linecolor rgb '\(FigureStyle.claim)' "
        + "title 'limit of the mechanism, by its event'"
  }

  private var mechanismLimit: [(x: Double, y: Double)] {
    guard let tradeOff = outcome.tradeOff else { return [] }
    return sampled { tradeOff.largestTruePositiveRate(atFalsePositiveRate: $0) }
  }

  private func sampled(_ rate: (Double) -> Double) -> [(x: Double, y: Double)] {
    let pieces = 240
    return (0...pieces).map { piece in
      let x = piece == pieces ? 1 : floor * pow(1 / floor, Double(piece) / Double(pieces))
      return (x, visible(rate(x)))
    }
  }

  /// The curve from its lowest point up, without points that would fall on the pixel of the one before.
  private var curve: [(x: Double, y: Double)] {
    let pixels = 500 / -log(floor)
    var last: (x: Int, y: Int)?
    let points = outcome.rocCurve.map { (x: visible($0.falsePositiveRate), y: visible($0.truePositiveRate)) }
    let drawn = points.sorted { $0 < $1 }.filter { point in
      let pixel = (x: Int(log(point.x) * pixels), y: Int(log(point.y) * pixels))
      defer { last = pixel }
      return last.map { $0 != pixel } ?? true
    }
    return [(floor, floor)] + drawn + [(1, 1)]
  }

  /// The threshold of the largest bound: x, y and the ends of both bars, as gnuplot's `xyerrorbars` takes them. Empty where
  /// that bound rests on something else.
  private var point: String {
    guard let rates = outcome.bound.rates else { return "" }
    let (falsePositives, falseNegatives) = (rates.falsePositiveRate, rates.falseNegativeRate)
    let x = visible(falsePositives.count.proportion)
    let y = visible(falseNegatives.count.complement.proportion)
    let numbers = [
      x, y, x, max(x, visible(falsePositives.upperBound)), min(y, visible(falseNegatives.complementLowerBound)), y,
    ]
    return "$point << EOD\n\(numbers.map { "\($0)" }.joined(separator: " "))\nEOD"
  }

  private var pointWithBars: String? {
    outcome.bound.rates == nil
      ? nil
      : "$point with xyerrorbars linewidth 1.6 pointtype 7 pointsize 0.7 linecolor rgb '\(FigureStyle.ink)' "
        + "title 'operating point, with bounds'"
  }

  /// A rate as it is drawn: within the axes.
  private func visible(_ rate: Double) -> Double { rate > floor ? min(1, rate) : floor }
}
