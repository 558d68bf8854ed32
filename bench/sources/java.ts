import type { SourceTemplates } from '../source-table.ts';

/** Classes without an access modifier: any number of them may stand in one file. */
export const java: SourceTemplates = {
  extension: 'java',
  head: `package shop.orders;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.servlet.http.HttpServletRequest;
`,
  pieces: [
    `record %N%d(long id, String name, double total, List<String> tags) {
  %N%d {
    if (total < 0) throw new IllegalArgumentException("The total of a %n cannot be negative");
  }

  String label() {
    return String.format("%s (%05d)", name, id);
  }
}
`,
    `final class %N%dTotals {
  private %N%dTotals() {}

  /** The sum over all lines, rounded to cents. */
  static double sum(List<Map<String, Integer>> lines) {
    double total = 0;
    for (Map<String, Integer> line : lines) {
      int count = line.getOrDefault("count", 0);
      if (count <= 0) continue;
      total += Math.round(line.get("price") * count) / 100.0;
    }
    return total > %d ? total * 0.95 : total;
  }
}
`,
    `class %N%dStore {
  private final Map<String, Long> changed = new HashMap<>();
  private final Map<String, String> names = new HashMap<>();

  Optional<String> find(String key, long now) {
    Long at = changed.get(key);
    if (at == null || now - at > %d_000L) {
      changed.remove(key);
      names.remove(key);
      return Optional.empty();
    }
    return Optional.of(names.get(key));
  }

  synchronized void put(String key, String name) {
    names.put(key, name.trim());
    changed.put(key, System.currentTimeMillis());
  }
}
`,
    `class %N%dRepository {
  private final Connection connection;

  %N%dRepository(Connection connection) {
    this.connection = connection;
  }

  List<String> inState(String state, int limit) throws SQLException {
    List<String> found = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement("SELECT name FROM %n WHERE state = ? LIMIT ?")) {
      statement.setString(1, state);
      statement.setInt(2, Math.min(limit, %d));
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) found.add(rows.getString("name"));
      }
    }
    return found;
  }
}
`,
    `class %N%dSearch {
  ResultSet byName(HttpServletRequest request, Statement statement) throws SQLException {
    String name = request.getParameter("name");
    return statement.executeQuery("SELECT id, name FROM %n WHERE name = '" + name + "' LIMIT %d");
  }
}
`,
    `enum %N%dState {
  NEW("Waiting for payment"),
  PAID("In the warehouse"),
  SENT("On the way, route %d"),
  CLOSED("Done");

  private final String text;

  %N%dState(String text) {
    this.text = text;
  }

  static String label(String code, boolean late) {
    switch (code) {
      case "N":
        return late ? NEW.text + ", reminder sent" : NEW.text;
      case "P":
        return PAID.text;
      default:
        return CLOSED.text;
    }
  }
}
`,
    `class %N%dChecksum {
  static String of(List<String> parts) throws NoSuchAlgorithmException {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    for (String part : parts) digest.update(part.getBytes(StandardCharsets.UTF_8));
    StringBuilder hex = new StringBuilder();
    for (byte each : digest.digest()) hex.append(String.format("%02x", each));
    return hex.substring(0, %d % 2 == 0 ? 16 : 32);
  }
}
`,
    `class %N%dSettings {
  static Map<String, String> read(Path file) throws IOException {
    Map<String, String> values = new HashMap<>();
    for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
      int at = line.indexOf('=');
      if (at < 0 || line.startsWith("#")) continue;
      values.put(line.substring(0, at).trim(), line.substring(at + 1).trim());
    }
    values.putIfAbsent("%n.limit", "%d");
    return values;
  }
}
`,
  ],
};
