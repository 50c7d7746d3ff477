import Foundation
import GRDB
import Glibc
import PrivacyModel
import RunStore
import Testing

@Suite("Run file, started afresh") struct StartingAfreshTests {
  @Test("the trials of whichever run are gone, and the file is one of the new run")
  func emptiesARunFile() throws {
    try RunFileTests.withTemporaryFile { url in
      try RunFile(at: url, for: RunFileTests.identity(data: "old")).append(RunFileTests.block(0..<5), seconds: 1)
      do {
        let file = try RunFile(at: url, for: RunFileTests.identity(), startingAfresh: true)
        #expect(try file.blocks().isEmpty && file.missingTrials(of: 3) == [0..<3])
        try file.append(RunFileTests.block(0..<2), seconds: 1)
      }
      let file = try RunFile(at: url, for: RunFileTests.identity())
      #expect(try file.missingTrials(of: 3) == [2..<3])
    }
  }

  @Test("a file that is not there is made")
  func makesAFile() throws {
    try RunFileTests.withTemporaryFile { url in
      let file = try RunFile(at: url, for: RunFileTests.identity(), startingAfresh: true)
      #expect(try file.blocks().isEmpty)
    }
  }

  @Test("rubbish, and an SQLite file of something else, make way")
  func replacesRubbish() throws {
    for makeRubbish in [
      { try Data(repeating: 0x41, count: 5000).write(to: $0) },
      { try (Data("SQLite format 3\0".utf8) + Data(repeating: 0x41, count: 9000)).write(to: $0) },
      { try RunFileTests.makeForeignDatabase(at: $0) },
    ] as [(URL) throws -> Void] {
      try RunFileTests.withTemporaryFile { url in
        try makeRubbish(url)
        #expect(throws: RunFileError.self) { try RunFile(at: url, for: RunFileTests.identity()) }
        do {
          let file = try RunFile(at: url, for: RunFileTests.identity(), startingAfresh: true)
          try file.append(RunFileTests.block(0..<2), seconds: 1)
        }
        #expect(try RunFile.blocks(at: url) == [RunFileTests.block(0..<2)])
      }
    }
  }

  @Test("a file that another run holds stays as it is, from the moment of opening on")
  func sparesALiveRun() throws {
    try RunFileTests.withTemporaryFile { url in
      try RunFile(at: url, for: RunFileTests.identity()).append(RunFileTests.block(0..<5), seconds: 1)
      // Opened again and not written to since: the lock must not wait for the first block.
      let holder = try RunFile(at: url, for: RunFileTests.identity())
      #expect { try RunFile(at: url, for: RunFileTests.identity(), startingAfresh: true) } throws: {
        "\($0)".contains("in use")
      }
      #expect { try RunFile.blocks(at: url) } throws: { "\($0)".contains("in use") }
      try holder.append(RunFileTests.block(5..<6), seconds: 1)
      #expect(try holder.blocks().count == 2)
    }
  }

  @Test("rubbish that a process has locked stays as it is")
  func sparesLockedRubbish() throws {
    try RunFileTests.withTemporaryFile { url in
      let rubbish = Data(repeating: 0x41, count: 5000)
      try rubbish.write(to: url)
      let descriptor = open(url.path, O_RDWR)
      defer { close(descriptor) }
      // A lock of the open file and not of the process, so that this process meets it too.
      var wholeFile = flock()
      wholeFile.l_type = Int16(F_WRLCK)
      let openFileLock: CInt = 37
      try #require(fcntl(descriptor, openFileLock, &wholeFile) == 0)
      #expect { try RunFile(at: url, for: RunFileTests.identity(), startingAfresh: true) } throws: {
        "\($0)".contains("in use")
      }
      #expect(try Data(contentsOf: url) == rubbish)
    }
  }
}
