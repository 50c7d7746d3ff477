internal import Foundation
internal import PrivacyAccounting
internal import PrivacyModel
internal import Reporting

/// Where `--curve` writes: a table, and a figure beside it.
struct CurveFile {
  private let url: URL
  private let gnuplot: Gnuplot

  /// δ where a curve ends.
  private static let smallestDelta = 1e-12
  private static let pointCount = 201

  /// - Throws: `InvalidValue` where the name does not end in `.csv`; `ReportingError` where gnuplot is missing.
  init(_ path: String) throws {
    url = URL(filePath: path)
    guard url.pathExtension == "csv", !url.deletingPathExtension().lastPathComponent.isEmpty else {
      throw InvalidValue(key: "--curve", allowed: "the name of a file that ends in .csv", got: "'\(path)'")
    }
    gnuplot = try Gnuplot.find()
  }

  /// Writes the curve of `event`, with `mark` as one of its points.
  func write(_ event: MechanismEvent, adjacency: Adjacency, mark: PrivacyMark?) throws {
    let epsilons = try curveEpsilons(
      event, adjacency: adjacency,
      smallestDelta: min(Self.smallestDelta, (mark?.delta).map { $0 > 0 ? $0 : 1 } ?? 1),
      including: mark.map { [$0.epsilon] } ?? [], count: Self.pointCount)
    let points = try deltaCurve(event, adjacency: adjacency, epsilons: epsilons)
    let name = url.deletingPathExtension().lastPathComponent
    try writeTogether(
      [
        (url.lastPathComponent, curveCSV(points)),
        ("\(name).svg", try curveFigure(points, mark: mark, with: gnuplot)),
      ], to: url.deletingLastPathComponent())
  }
}
