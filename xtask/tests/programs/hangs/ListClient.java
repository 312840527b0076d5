// Task 2 client: the list as text, the answer as a line
import java.io.*;
import java.net.*;
import java.util.*;

public class ListClient {
    public static void main(String[] args) throws IOException {
        Random random = new Random();
        List<Integer> numbers = new ArrayList<>();
        int n = 25 + random.nextInt(76);
        for (int i = 0; i < n; i++) {
            numbers.add(random.nextInt(100) + 1);
        }
        System.out.println("Original list: " + numbers);
        Socket socket = new Socket(args[1], Integer.parseInt(args[0]));
        socket.getOutputStream().write((numbers + "\n").getBytes());
        BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream()));
        System.out.println("Final list: " + in.readLine());
        Set<Integer> seen = new HashSet<>(), repeated = new TreeSet<>();
        for (int number : numbers) {
            if (!seen.add(number)) {
                repeated.add(number);
            }
        }
        System.out.println("Duplicates: " + repeated);
    }
}
