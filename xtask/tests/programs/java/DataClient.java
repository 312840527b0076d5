// Task 2 client: DataOutputStream and DataInputStream; the duplicates as a HashMap
import java.io.*;
import java.net.*;
import java.util.*;

public class DataClient {
    public static void main(String[] args) throws IOException {
        Random random = new Random();
        int n = 25 + random.nextInt(76);
        int[] numbers = new int[n];
        for (int i = 0; i < n; i++) {
            numbers[i] = random.nextInt(100) + 1;
        }
        numbers[n - 1] = numbers[0];    // so that there is always a repeat
        System.out.println("Random numbers: " + Arrays.toString(numbers));

        Socket socket = new Socket(args[1], Integer.parseInt(args[0]));
        DataOutputStream out = new DataOutputStream(socket.getOutputStream());
        DataInputStream in = new DataInputStream(socket.getInputStream());
        out.writeInt(n);
        for (int x : numbers) {
            out.writeInt(x);
        }
        int size = in.readInt();
        ArrayList<Integer> result = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            result.add(in.readInt());
        }
        System.out.println("Result: " + result);
        Map<Integer, Integer> counts = new HashMap<>();
        for (int x : numbers) {
            counts.merge(x, 1, Integer::sum);
        }
        counts.values().removeIf(count -> count == 1);
        System.out.println("Duplicates: " + counts);
        socket.close();
    }
}
