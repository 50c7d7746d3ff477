package import Learning
internal import NumericalCore

/// A dataset with a record that joins it or not.
package struct WorldData: Sendable {
  package let dataset: Dataset
  /// The record as it is where it joins, and would be where it does not.
  package let canary: Example

  package init(dataset: Dataset, canary: Example) { (self.dataset, self.canary) = (dataset, canary) }

  /// A known bug: all features are divided by the largest of the private data, so that one record moves every other.
  ///
  /// A library reads bounds that nobody stated from the data, and warns: issue 20 of
  /// github.com/IBM/differential-privacy-library.
  package func normalisedByItself(withCanary isIncluded: Bool) throws -> WorldData {
    let features = dataset.features.elements + (isIncluded ? canary.features : [])
    let largest = features.reduce(0) { max($0, abs($1)) }
    return try mapped { _, feature in largest > 0 ? feature / largest : feature }
  }

  /// A known bug: every feature is shifted and scaled by mean and deviation over the batch, at full batch the data, as
  /// batch normalisation does, so that the gradient of an example is no longer its own.
  package func standardisedByItself(withCanary isIncluded: Bool) throws -> WorldData {
    let rows = (0..<dataset.count).map { Array(dataset.features.row($0)) } + (isIncluded ? [canary.features] : [])
    let moments = (0..<dataset.featureCount).map { column in
      let values = rows.map { Double($0[column]) }
      let mean = values.reduce(0, +) / Double(values.count)
      let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
      return (mean: Float(mean), deviation: Float((variance + 1e-5).squareRoot()))
    }
    return try mapped { ($1 - moments[$0].mean) / moments[$0].deviation }
  }

  private func mapped(_ transform: (_ column: Int, Float) -> Float) throws -> WorldData {
    let width = dataset.featureCount
    let elements = dataset.features.elements.enumerated().map { transform($0 % width, $1) }
    return WorldData(
      dataset: try Dataset(
        features: Matrix(rows: dataset.count, columns: width, elements: elements), labels: dataset.labels,
        classes: dataset.classes),
      canary: Example(features: canary.features.enumerated().map { transform($0, $1) }, label: canary.label))
  }
}
