// Task 3 server: a line "[1, 2, 3]" in, a line "[1, 2]" out, taken apart by hand
import java.io.*;
import java.net.*;
import java.util.*;

public class LineServer {
    public static void main(String[] args) throws IOException {
        ServerSocket listener = new ServerSocket(Integer.parseInt(args[0]));
        Random random = new Random();
        while (true) {
            Socket socket = listener.accept();
            Scanner in = new Scanner(socket.getInputStream());
            PrintWriter out = new PrintWriter(socket.getOutputStream(), true);
            List<Integer> mine = new ArrayList<>(Arrays.asList(100, 3, 20));
            while (mine.size() < 25) {
                mine.add(random.nextInt(100) + 1);
            }
            System.out.println("Server list: " + mine);
            String line = in.nextLine();
            TreeSet<Integer> common = new TreeSet<>();
            for (String word : line.substring(1, line.length() - 1).split(", ")) {
                int x = Integer.parseInt(word);
                if (mine.contains(x)) {
                    common.add(x);
                }
            }
            out.println(common);
            socket.close();
        }
    }
}
