package io.samzakeeper.client;

import java.util.List;

/** Cells as lines of text, with columns as wide as they need to be. */
final class Table {
  private static final String GAP = "  ";

  private Table() {}

  /**
   * @param rows of equal length
   */
  static List<String> lines(List<List<String>> rows) {
    int columns = rows.isEmpty() ? 0 : rows.get(0).size();
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int column = 0; column < columns; column++) {
        widths[column] = Math.max(widths[column], row.get(column).length());
      }
    }
    return rows.stream()
        .map(
            row -> {
              StringBuilder line = new StringBuilder();
              for (int column = 0; column < columns; column++) {
                String cell = row.get(column);
                line.append(cell)
                    .append(" ".repeat(widths[column] - cell.length()))
                    .append(column < columns - 1 ? GAP : "");
              }
              return line.toString().stripTrailing();
            })
        .toList();
  }
}
