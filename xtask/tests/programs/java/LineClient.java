// Task 3 client: a line "[1, 2, 3]" out, a line "[1, 2]" in
import java.io.*;
import java.net.*;
import java.util.*;

public class LineClient {
    public static void main(String[] args) throws IOException {
        Random random = new Random();
        List<Integer> numbers = new ArrayList<>(Arrays.asList(20, 100, 3));
        while (numbers.size() < 25) {
            numbers.add(random.nextInt(100) + 1);
        }
        Socket socket = new Socket(args[1], Integer.parseInt(args[0]));
        PrintWriter out = new PrintWriter(socket.getOutputStream(), true);
        Scanner in = new Scanner(socket.getInputStream());
        out.println(numbers);
        System.out.println("Common numbers: " + in.nextLine());
        socket.close();
    }
}
