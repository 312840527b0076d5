import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

public class Draw {
    public static void main(String[] args) {
        Random random = new Random();
        List<Integer> drawn = new ArrayList<>();
        for (int i = random.nextInt(76) + 25; i > 0; i--) drawn.add(1 + random.nextInt(100));
        Collections.shuffle(drawn);
        System.out.println(drawn + " " + Math.random() + " " + ThreadLocalRandom.current().nextInt(100));
        System.out.println(new SecureRandom().nextInt() + " " + UUID.randomUUID() + " " + Set.of("a", "b", "c", "d"));
        System.out.println(new Date() + " " + System.currentTimeMillis() + " " + new Object().hashCode());
    }
}
