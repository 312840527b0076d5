// Task 2 client: readUTF and writeUTF, the numbers with commas, after greeting and acknowledgement
import java.io.*;
import java.net.*;
import java.util.*;

public class UtfClient {
    public static void main(String[] args) throws IOException {
        Random random = new Random();
        int n = 25 + random.nextInt(75);
        List<String> numbers = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            numbers.add(String.valueOf(random.nextInt(100) + 1));
        }
        numbers.add(numbers.get(0));    // so that there is always a repeat
        Socket socket = new Socket(args[1], Integer.parseInt(args[0]));
        DataInputStream in = new DataInputStream(socket.getInputStream());
        DataOutputStream out = new DataOutputStream(socket.getOutputStream());
        System.out.println("Server: " + in.readUTF());
        out.writeUTF("It was nice talking to you");
        out.writeUTF(String.join(",", numbers));
        String answer = in.readUTF();
        System.out.println("Sent     : " + numbers);
        System.out.println("Received : " + answer);
        Set<String> duplicates = new LinkedHashSet<>();
        for (String x : numbers) {
            if (Collections.frequency(numbers, x) > 1) {
                duplicates.add(x);
            }
        }
        System.out.println("Repeated : " + duplicates);
        socket.close();
    }
}
