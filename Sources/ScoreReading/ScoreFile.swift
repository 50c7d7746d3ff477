package import Foundation
internal import Learning
package import PrivacyModel

/// Reads the scores of an attack from a file of whatever program made them.
///
/// - `.csv`: a header, then a score and a membership a line, or a column for each arm;
/// - `.jsonl`, `.ndjson`: an object with a score and a membership a line;
/// - `.json`: an object with lists of scores and memberships or one for each arm, or a list of such objects as above;
/// - `.npz`: arrays of scores and memberships, or one for each arm;
/// - `.npy`: scores, with memberships in `memberships`, or those of the included with those of the excluded in `excluded`.
///
/// Tables and JSON Lines are read in blocks: what is kept in memory are nine bytes a candidate.
///
/// - Parameters:
///   - memberships: A second NumPy file, for `.npy`.
///   - excluded: A second NumPy file, for `.npy` without memberships.
/// - Throws: `ScoreFileError` and `DatasetError`, with the place.
package func readScores(
  _ file: URL, memberships: URL? = nil, excluded: URL? = nil, columns: ScoreColumns = ScoreColumns()
) throws -> MembershipScores {
  let name = file.relativePath
  let text = TextScores(file: file, name: name, columns: columns)
  let scores: MembershipScores
  switch file.pathExtension.lowercased() {
  case "csv": scores = try text.commaSeparated()
  case "jsonl", "ndjson": scores = try text.jsonLines()
  case "json": scores = try text.json()
  case "npz":
    try requireBeginning(of: file, name, is: Array("PK".utf8), "a zip archive of NumPy arrays")
    scores = try archived(DatasetFile(path: file.path, relativeTo: file), name, columns)
  case "npy":
    try requireBeginning(of: file, name, is: [0x93] + Array("NUMPY".utf8), "a NumPy array")
    let array = try DatasetFile(path: file.path, relativeTo: file)
    switch (memberships, excluded) {
    case (let memberships?, nil):
      scores = try paired(array, DatasetFile(path: memberships.path, relativeTo: memberships), name, columns)
    case (nil, let excluded?):
      scores = try readArms(
        (array, name),
        (DatasetFile(path: excluded.path, relativeTo: excluded), excluded.relativePath), columns)
    default:
      throw ScoreFileError(
        file: name, line: nil, what: "an array of scores",
        allowed: "given with an array of memberships or one of the scores of the excluded",
        got: memberships == nil ? "it alone" : "both")
    }
  default:
    throw ScoreFileError(
      file: name, line: nil, what: "the extension", allowed: "csv, json, jsonl, ndjson, npz, npy or sqlite",
      got: file.pathExtension.isEmpty ? "none" : file.pathExtension)
  }
  return scores
}

/// Looks at the first bytes of a file that is read as a whole if they are right.
private func requireBeginning(of file: URL, _ name: String, is magic: [UInt8], _ allowed: String) throws {
  guard let handle = try? FileHandle(forReadingFrom: file), let beginning = try? handle.read(upToCount: 16) else {
    return
  }
  guard beginning.starts(with: magic) else {
    throw ScoreFileError(
      file: name, line: nil, what: "the file", allowed: allowed, got: "one that begins with \(excerpt(beginning))")
  }
}

private func archived(_ file: DatasetFile, _ name: String, _ columns: ScoreColumns) throws -> MembershipScores {
  let arrays = try file.numPyArrays()
  let names = arrays.keys.sorted()
  if let arms = try columns.arms(among: names, of: name), let included = arrays[arms.included],
    let excluded = arrays[arms.excluded]
  {
    return try readArms((included, name), (excluded, name), columns)
  }
  guard let score = columns.name(columns.score, or: ScoreColumns.scoreNames, among: names).flatMap({ arrays[$0] }),
    let member = columns.name(columns.membership, or: ScoreColumns.membershipNames, among: names)
      .flatMap({ arrays[$0] })
  else {
    throw ScoreFileError(
      file: name, line: nil, what: "the archive",
      allowed: "arrays of scores and memberships, or one for each arm, such as in and out",
      got: names.isEmpty ? "no arrays" : "the arrays \(names.prefix(10).joined(separator: ", "))")
  }
  return try paired(score, member, name, columns)
}

/// The scores of either arm, each array with the name of its file.
private func readArms(
  _ included: (array: DatasetFile, name: String), _ excluded: (array: DatasetFile, name: String),
  _ columns: ScoreColumns
) throws -> MembershipScores {
  var scores = MembershipScores()
  for (arm, membership) in [(included, Membership.included), (excluded, .excluded)] {
    for (index, value) in try arm.array.numPyNumbers().enumerated() {
      scores.append(try counted(value, at: index, of: arm.name, columns), membership)
    }
  }
  return scores
}

private func paired(
  _ scores: DatasetFile, _ memberships: DatasetFile, _ name: String, _ columns: ScoreColumns
) throws -> MembershipScores {
  let (values, members) = (try scores.numPyNumbers(), try memberships.numPyNumbers())
  guard values.count == members.count else {
    throw ScoreFileError(
      file: name, line: nil, what: "the memberships", allowed: "as many as the scores, \(values.count)",
      got: "\(members.count)")
  }
  var result = MembershipScores()
  for (index, (value, member)) in zip(values, members).enumerated() {
    guard member == 0 || member == 1 else {
      throw ScoreFileError(
        file: name, line: nil, what: "membership \(index)", allowed: "0 or 1", got: "\(member)")
    }
    result.append(try counted(value, at: index, of: name, columns), member == 1 ? .included : .excluded)
  }
  return result
}

private func counted(_ value: Double, at index: Int, of name: String, _ columns: ScoreColumns) throws -> Double {
  guard let counted = columns.counted(value) else {
    throw ScoreFileError(
      file: name, line: nil, what: "score \(index)", allowed: ScoreColumns.allowedScore, got: "\(value)")
  }
  return counted
}
